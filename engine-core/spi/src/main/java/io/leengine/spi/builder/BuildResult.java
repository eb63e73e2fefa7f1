package io.leengine.spi.builder;

import io.leengine.model.Digest;
import java.util.Objects;

/**
 * What a build run pushed.
 *
 * @param commit the commit that was built
 * @param tag the tag it was pushed as
 * @param digest of the manifest
 */
public record BuildResult(String commit, String tag, Digest digest) {
    /** Nothing may be null. */
    public BuildResult {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(digest, "digest");
    }
}
