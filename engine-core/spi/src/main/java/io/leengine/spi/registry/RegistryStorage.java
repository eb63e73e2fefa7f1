package io.leengine.spi.registry;

import io.leengine.model.Digest;
import io.leengine.spi.Seam;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where a registry keeps what it holds. Blobs are stored once and shared; a repository <em>links</em> the blobs and holds
 * the manifests and tags. The registry above it speaks HTTP, checks rights and the references between manifests and
 * blobs; the storage keeps bytes, atomically, and verifies digests.
 *
 * <p>Nothing is visible before it is whole and durable. A call that returned has survived a {@code kill -9}. Names of
 * repositories and tags arrive checked ({@link io.leengine.model.Identifiers}); a storage checks again what it builds
 * paths of. All methods are interruptible through an {@link InterruptedException} or, in streams, an
 * {@link java.io.InterruptedIOException}.
 */
@ConsumerType
public interface RegistryStorage extends Seam {
    // Blobs, shared by all repositories

    /** Returns the size of a blob that is stored whole, whichever repository links it. */
    Optional<Long> blobSize(Digest blob) throws InterruptedException;

    /**
     * Opens a blob for reading from an offset.
     *
     * @param offset first byte, 0 to its size
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when it is not stored, {@code INVALID} for an offset
     *     beyond its size
     */
    InputStream openBlob(Digest blob, long offset) throws InterruptedException;

    /** Removes a blob from the store; no repository may link it any more, which the caller knows. Absent: nothing. */
    void deleteBlob(Digest blob) throws InterruptedException;

    /** Returns every stored blob, page by page in the order of digests; for collection of what nothing refers to. */
    Page<BlobInfo> blobs(Optional<Digest> after, int limit) throws InterruptedException;

    // Links: which repository may serve which blob

    /** Links a stored blob into a repository; {@code NOT_FOUND} when it is not stored. Repeated: does nothing. */
    void linkBlob(String repository, Digest blob) throws InterruptedException;

    /** Returns whether a repository links a blob. */
    boolean hasBlob(String repository, Digest blob) throws InterruptedException;

    /** Removes a link. Absent: does nothing. */
    void unlinkBlob(String repository, Digest blob) throws InterruptedException;

    // Uploads, resumable, each owned by the repository it was begun in

    /** Begins an upload and returns its id: 1 to 64 letters, digits and hyphens. */
    String beginUpload(String repository) throws InterruptedException;

    /** Returns how many bytes an upload holds durably; empty when there is no such upload. */
    Optional<Long> uploadSize(String repository, String upload) throws InterruptedException;

    /**
     * Appends to an upload.
     *
     * @param offset must be the upload's size, else {@code CONFLICT}; so two writers cannot mix
     * @param content read to its end; when it breaks, what arrived stays and can be resumed
     * @return the new size
     * @throws io.leengine.model.EngineException {@code NOT_FOUND}, {@code CONFLICT}, {@code INSUFFICIENT_RESOURCES}
     */
    long append(String repository, String upload, long offset, InputStream content) throws InterruptedException;

    /**
     * Makes an upload a blob and links it into its repository; the upload is gone. When such a blob is stored already, it
     * is linked only.
     *
     * @throws io.leengine.model.EngineException {@code DIGEST_MISMATCH} when the content has another digest; the upload
     *     is gone then too
     */
    void commitUpload(String repository, String upload, Digest expected) throws InterruptedException;

    /** Drops an upload. Absent: does nothing. */
    void cancelUpload(String repository, String upload) throws InterruptedException;

    // Manifests and tags of a repository

    /** Stores a manifest under its digest, which is computed from its bytes. Repeated: does nothing. */
    void putManifest(String repository, Manifest manifest) throws InterruptedException;

    /** Returns a manifest. */
    Optional<Manifest> manifest(String repository, Digest digest) throws InterruptedException;

    /** Removes a manifest and every tag that points to it. Absent: does nothing. */
    void deleteManifest(String repository, Digest digest) throws InterruptedException;

    /** Returns a repository's manifests, page by page in the order of digests. */
    Page<Digest> manifests(String repository, Optional<Digest> after, int limit) throws InterruptedException;

    /** Points a tag to a manifest of the same repository, atomically; {@code NOT_FOUND} when that is absent. */
    void putTag(String repository, String tag, Digest manifest) throws InterruptedException;

    /** Returns what a tag points to. */
    Optional<Digest> tag(String repository, String tag) throws InterruptedException;

    /** Removes a tag. Absent: does nothing. */
    void deleteTag(String repository, String tag) throws InterruptedException;

    /** Returns a repository's tags, page by page in lexical order. */
    Page<String> tags(String repository, Optional<String> after, int limit) throws InterruptedException;

    /** Returns the repositories that hold anything, page by page in lexical order. */
    Page<String> repositories(Optional<String> after, int limit) throws InterruptedException;

    /** Removes a repository with its links, manifests, tags and uploads; its blobs stay. Absent: does nothing. */
    void deleteRepository(String repository) throws InterruptedException;

    /**
     * A manifest, byte for byte as it was pushed.
     *
     * @param mediaType its content type
     * @param content its bytes, at most 4 MiB; owned by the record, not to be changed
     */
    record Manifest(String mediaType, byte[] content) {
        /** Returns the digest of its bytes. */
        public Digest digest() {
            return Digest.of(content);
        }
    }

    /**
     * A stored blob.
     *
     * @param digest its digest
     * @param size in bytes
     * @param storedAt when it became whole
     */
    record BlobInfo(Digest digest, long size, java.time.Instant storedAt) {
    }

    /**
     * Part of a list.
     *
     * @param items in order
     * @param more whether there are further ones after the last
     */
    record Page<T>(List<T> items, boolean more) {
        /** Copies the list. */
        public Page {
            items = List.copyOf(items);
        }
    }
}
