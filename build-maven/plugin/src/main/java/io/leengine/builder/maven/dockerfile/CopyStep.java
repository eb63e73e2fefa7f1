package io.leengine.builder.maven.dockerfile;

import java.util.List;
import java.util.OptionalInt;

/**
 * What one COPY or ADD asks for; its sources are looked up when the compile is through.
 *
 * @param line of the Dockerfile
 * @param archives whether it is an ADD, which would unpack an archive
 * @param sources relative to the project's folder, with wildcards
 * @param target absolute
 * @param targetIsFolder whether the sources go into the target rather than become it
 * @param owner {@code uid:gid} in numbers, or empty for root
 * @param mode of files and folders, or empty for the usual ones
 */
public record CopyStep(int line, boolean archives, List<String> sources, String target, boolean targetIsFolder,
        String owner, OptionalInt mode) {
    /** Copies the list. */
    public CopyStep {
        sources = List.copyOf(sources);
    }
}
