package io.leengine.model;

import java.util.Objects;

/**
 * One image, pinned: what a version runs.
 *
 * @param registry host and port of the registry, for example {@code 127.0.0.1:7080}; plain HTTP when the address is a
 *     loopback one
 * @param repository the repository within it
 * @param digest the digest of the manifest or index
 */
public record ImageReference(String registry, String repository, Digest digest) {
    /** Checks the repository; nothing may be null. */
    public ImageReference {
        Objects.requireNonNull(registry, "registry");
        Identifiers.repository("repository", repository);
        Objects.requireNonNull(digest, "digest");
    }

    /** Returns {@code registry/repository@digest}. */
    @Override
    public String toString() {
        return registry + "/" + repository + "@" + digest;
    }
}
