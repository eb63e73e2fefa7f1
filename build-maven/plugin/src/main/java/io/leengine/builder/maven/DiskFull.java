package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a full disk from other failures. */
final class DiskFull {
    private static final long NOTHING = 64 * 1024;

    private DiskFull() {
    }

    /** Throws {@code INSUFFICIENT_RESOURCES} when a full disk led to this. */
    static void check(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getMessage() != null && at.getMessage().contains("No space left on device")) {
                throw error(failure);
            }
        }
    }

    /** Returns whether there is no room for even a small file. */
    static boolean is(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace() < NOTHING;
    }

    static EngineException error(Throwable cause) {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The build host's disk is full.", cause)
            .withNextStep("Free space in the builder's folder, or clear the cache of code builds.");
    }
}
