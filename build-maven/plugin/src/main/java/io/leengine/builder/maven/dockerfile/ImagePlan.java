package io.leengine.builder.maven.dockerfile;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An image that can be made without running anything.
 *
 * @param from the base image as written; empty for {@code scratch}
 * @param copies in order, a layer each
 * @param environment in order
 * @param workingFolder absolute, if one is set
 * @param ports for example {@code 8080/tcp}
 * @param entrypoint if one is set
 * @param arguments what CMD says, if there is one
 * @param user if one is set
 * @param labels in order
 * @param volumes absolute
 * @param ignored one line for each instruction that has no effect here
 */
public record ImagePlan(Optional<String> from, List<CopyStep> copies, Map<String, String> environment,
        Optional<String> workingFolder, Set<String> ports, Optional<List<String>> entrypoint,
        Optional<List<String>> arguments, Optional<String> user, Map<String, String> labels, Set<String> volumes,
        List<String> ignored) {
    /** Copies the collections. */
    public ImagePlan {
        copies = List.copyOf(copies);
        environment = new LinkedHashMap<>(environment);
        ports = new LinkedHashSet<>(ports);
        labels = new LinkedHashMap<>(labels);
        volumes = new LinkedHashSet<>(volumes);
        ignored = List.copyOf(ignored);
    }
}
