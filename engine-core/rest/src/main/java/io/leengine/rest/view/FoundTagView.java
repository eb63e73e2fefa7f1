package io.leengine.rest.view;

import io.leengine.engine.domain.ImagePush;
import java.time.Instant;

/** A tag of some image. */
@Doc("A tag of some image.")
public record FoundTagView(@Doc(value = "The image.", example = "team/hello") String repository,
        @Doc(value = "The tag.", example = "1.0") String name,
        @Doc(value = "What it points to.", pattern = Patterns.DIGEST) String digest,
        @Doc("Of all it refers to.") long sizeBytes, Instant pushedAt, String pushedBy) {
    /** Returns the view. */
    public static FoundTagView of(ImagePush it) {
        return new FoundTagView(it.repository(), it.tag(), it.digest().toString(), it.sizeBytes(), it.pushedAt(),
            it.pushedBy());
    }
}
