package io.leengine.rest.view;

/** The end of a stream. */
@Doc("The end of a stream; it holds nothing.")
public record EndView() {
}
