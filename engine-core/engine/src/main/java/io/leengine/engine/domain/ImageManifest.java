package io.leengine.engine.domain;

import io.leengine.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is known of a manifest of an image.
 *
 * @param repository the image
 * @param digest its digest
 * @param mediaType its content type
 * @param artifactType what kind of artifact it is, or the type of its configuration; empty when it does not say
 * @param subject the manifest it is attached to
 * @param manifestBytes its own size
 * @param sizeBytes of all it refers to
 * @param platforms for which, as {@code linux/arm64}; those of an index are its manifests'
 * @param annotations as it has them; kept of what is attached to another manifest only
 * @param references what it refers to, in its order
 * @param createdAt when it was made, as its configuration says
 * @param pushedAt when it was pushed last, or found
 * @param pushedBy by whom; empty when not known
 */
public record ImageManifest(String repository, Digest digest, String mediaType, String artifactType,
        Optional<Digest> subject, int manifestBytes, long sizeBytes, List<String> platforms,
        SortedMap<String, String> annotations, List<Reference> references, Optional<Instant> createdAt, Instant pushedAt,
        String pushedBy) {
    /** Copies lists and map. */
    public ImageManifest {
        platforms = List.copyOf(platforms);
        annotations = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        references = List.copyOf(references);
    }

    /** What a manifest refers to. */
    public enum ReferenceKind {
        /** Its configuration. */
        CONFIG,
        /** A layer. */
        LAYER,
        /** A layer that is kept elsewhere. */
        FOREIGN,
        /** A manifest of an index. */
        MANIFEST
    }

    /**
     * Something a manifest refers to.
     *
     * @param kind what
     * @param digest its digest
     * @param mediaType its content type
     * @param platform of a manifest of an index; else empty
     * @param sizeBytes its size, as the manifest says
     */
    public record Reference(ReferenceKind kind, Digest digest, String mediaType, String platform, long sizeBytes) {
    }

    /** Returns the same as pushed by somebody, with the size of all it refers to. */
    public ImageManifest pushed(long size, Instant at, String by) {
        return new ImageManifest(repository, digest, mediaType, artifactType, subject, manifestBytes, size, platforms,
            annotations, references, createdAt, at, by);
    }

    /** Returns the same with what it refers to. */
    public ImageManifest with(List<Reference> some) {
        return new ImageManifest(repository, digest, mediaType, artifactType, subject, manifestBytes, sizeBytes, platforms,
            annotations, some, createdAt, pushedAt, pushedBy);
    }

    /** Returns the layers, in their order. */
    public List<Reference> layers() {
        return references.stream().filter(each -> each.kind() == ReferenceKind.LAYER
            || each.kind() == ReferenceKind.FOREIGN).toList();
    }

    /** Returns the manifests of an index, in their order. */
    public List<Reference> manifests() {
        return references.stream().filter(each -> each.kind() == ReferenceKind.MANIFEST).toList();
    }

    /** Returns the blobs that the registry holds for it. */
    public Stream<Reference> blobs() {
        return references.stream().filter(each -> each.kind() == ReferenceKind.CONFIG
            || each.kind() == ReferenceKind.LAYER);
    }

    /** Returns no annotations. */
    public static SortedMap<String, String> nothing() {
        return new TreeMap<>(Map.of());
    }
}
