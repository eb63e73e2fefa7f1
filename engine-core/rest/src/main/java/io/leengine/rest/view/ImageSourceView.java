package io.leengine.rest.view;

import io.leengine.engine.domain.ImageSource;

/** A source. */
@Doc("The other registry that an image group caches. Its password is never shown.")
public record ImageSourceView(@Doc(value = "Where it is.", example = "https://registry.example.org") String url,
        @Doc(value = "The name to log in with there; empty for none.", example = "ada") String username,
        @Doc(value = "For how many seconds a tag is believed.", example = "3600") long freshnessSeconds) {
    /** Returns the view. */
    public static ImageSourceView of(ImageSource source) {
        return new ImageSourceView(source.url().toString(), source.username(), source.freshness().toSeconds());
    }
}
