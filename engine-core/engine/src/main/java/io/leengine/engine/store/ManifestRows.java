package io.leengine.engine.store;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.engine.domain.Pulls;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What the manifests of images say, how often they are pulled, and how far what was pushed before has been read. */
@ProviderType
public interface ManifestRows {
    /** Writes what a manifest says, in the place of what is known of it; its image's row is held by the caller. */
    void put(ImageManifest manifest);

    /** Returns manifests of an image, with what they refer to; those that are not known are left out. */
    List<ImageManifest> find(String repository, Collection<Digest> digests);

    /** Returns all manifests of an image, with what they refer to, in the order of digests. */
    List<ImageManifest> all(String repository);

    /** Returns the digests of an image's manifests, in order. */
    List<Digest> digests(String repository, Optional<Digest> after, int limit);

    /** Returns what is attached to some manifests of an image, in the order of digests; without what they refer to. */
    List<ImageManifest> attached(String repository, Collection<Digest> subjects);

    /** Removes what is known of a manifest, and its pulls. Absent: does nothing. */
    void delete(String repository, Digest digest);

    /** Remembers that a manifest lost a tag. Absent: does nothing. */
    void untagged(String repository, Digest digest, Instant at);

    /** Returns since when a manifest has lost no tag; empty when it is not known. */
    Optional<Instant> untaggedSince(String repository, Digest digest);

    /** Returns since when each manifest of an image has lost no tag. */
    Map<Digest, Instant> untaggedSince(String repository);

    /** Returns whether everything the storage holds of an image is known here. */
    boolean isIndexed(String repository);

    /** Returns whether that is so of every image. */
    boolean allIndexed();

    /** Returns images that were not compared with the storage since a time, those never compared first. */
    List<String> toIndex(Instant since, int limit);

    /** Remembers that an image was compared with the storage. */
    void indexed(String repository, Instant at);

    /** Adds pulls of an image by tag or digest. An image that is gone: does nothing. */
    void pulled(String repository, Map<String, Pulls> by);

    /** Returns the pulls of tags and digests of an image; those that were never pulled are left out. */
    Map<String, Pulls> pulls(String repository, Collection<String> references);

    /** Returns how many bytes of blobs an image refers to, each counted once. */
    long bytes(String repository);

    /** Returns how many bytes of blobs only these manifests of an image refer to, of all images' manifests. */
    long bytesOnlyOf(String repository, Collection<Digest> manifests);

    /** Returns how many bytes of blobs only this image refers to. */
    long bytesOnlyOf(String repository);

    /** Returns which manifests of an image are in an index of it. */
    List<Digest> inIndexes(String repository, Collection<Digest> manifests);
}
