package io.leengine.rest.view;

import io.leengine.engine.domain.ImageManifest;

/** A layer of an image. */
@Doc("A layer of an image, or a manifest of an index.")
public record LayerView(@Doc(value = "Its digest.", pattern = Patterns.DIGEST) String digest, String mediaType,
        @Doc("As the manifest says.") long sizeBytes,
        @Doc(value = "Of a manifest of an index; else empty.", example = "linux/arm64") String platform) {
    /** Returns the view. */
    public static LayerView of(ImageManifest.Reference it) {
        return new LayerView(it.digest().toString(), it.mediaType(), it.sizeBytes(), it.platform());
    }
}
