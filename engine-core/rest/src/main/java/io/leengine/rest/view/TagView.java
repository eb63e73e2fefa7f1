package io.leengine.rest.view;

import io.leengine.engine.Images;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A tag. */
@Doc("A tag of an image.")
public record TagView(@Doc(value = "The tag.", example = "1.0") String name,
        @Doc(value = "What it points to.", pattern = Patterns.DIGEST) String digest,
        @Doc("Of all it refers to; 0 when not known.") long sizeBytes,
        @Doc("Absent when not known.") Optional<Instant> pushedAt, @Doc("Empty when not known.") String pushedBy,
        @Doc(value = "The live versions that run it.", example = "[\"hello/v1\"]") List<String> versions) {
    /** Returns the view. */
    public static TagView of(Images.Tag tag) {
        return new TagView(tag.name(), tag.digest().toString(), tag.sizeBytes(), tag.pushedAt(), tag.pushedBy(),
            tag.versions());
    }
}
