package io.leengine.rest.view;

/** Who takes over. */
@Doc("Who takes over.")
public record HandOver(@Doc(value = "The user's name.", example = "ann") String user) {
}
