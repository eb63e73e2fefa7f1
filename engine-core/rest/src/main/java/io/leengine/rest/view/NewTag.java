package io.leengine.rest.view;

/** A tag to make. */
@Doc("A tag to make of what an image holds.")
public record NewTag(@Doc(value = "The tag; one that is there is moved.", example = "stable", longest = 128) String tag,
        @Doc("What it shall point to.") TagSource from) {
}
