package io.leengine.rest.view;

/** Part of a build's log. */
@Doc("Whole lines of a build's log, each with its line end.")
public record LogChunkView(String text) {
}
