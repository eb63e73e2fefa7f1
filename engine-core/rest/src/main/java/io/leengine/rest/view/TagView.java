package io.leengine.rest.view;

import io.leengine.engine.Images;
import io.leengine.engine.domain.ImageManifest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A tag. */
@Doc("A tag of an image.")
public record TagView(@Doc(value = "The tag.", example = "1.0") String name,
        @Doc(value = "What it points to.", pattern = Patterns.DIGEST) String digest,
        @Doc("Of all it refers to; 0 when not known.") long sizeBytes,
        @Doc("Absent when not known.") Optional<Instant> pushedAt, @Doc("Empty when not known.") String pushedBy,
        @Doc(value = "The live versions that run it.", example = "[\"hello/v1\"]") List<String> versions,
        @Doc(value = "Of the manifest; empty when not known.", example = "application/vnd.oci.image.manifest.v1+json")
        String mediaType,
        @Doc("What kind of artifact it is, or the type of its configuration; empty when not known.") String artifactType,
        @Doc("How many layers it has; none of its own, if it is an index.") int layers,
        @Doc(value = "For which it is; of an index, those of its manifests.", example = "[\"linux/amd64\"]")
        List<String> platforms,
        @Doc("When it was made, as its configuration says.") Optional<Instant> createdAt,
        @Doc("How often it was pulled, by its name or its digest.") long pulls,
        @Doc("When it was pulled last; absent when it never was.") Optional<Instant> pulledAt,
        @Doc("What is attached to it.") List<AttachmentView> attached) {
    /** Returns the view. */
    public static TagView of(Images.Tag tag) {
        Optional<ImageManifest> manifest = tag.manifest();
        return new TagView(tag.name(), tag.digest().toString(), tag.sizeBytes(), tag.pushedAt(), tag.pushedBy(),
            tag.versions(), manifest.map(ImageManifest::mediaType).orElse(""),
            manifest.map(ImageManifest::artifactType).orElse(""), manifest.map(each -> each.layers().size()).orElse(0),
            manifest.map(ImageManifest::platforms).orElse(List.of()), manifest.flatMap(ImageManifest::createdAt),
            tag.pulls(), tag.pulledAt(), tag.attached().stream().map(AttachmentView::of).toList());
    }
}
