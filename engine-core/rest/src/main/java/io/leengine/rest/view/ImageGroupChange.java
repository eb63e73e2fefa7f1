package io.leengine.rest.view;

import java.util.Optional;

/** What to change of an image group. */
@Doc("What to change of an image group; what is absent stays.")
public record ImageGroupChange(
        @Doc(value = "For people.", example = "What every team builds with") Optional<String> description) {
}
