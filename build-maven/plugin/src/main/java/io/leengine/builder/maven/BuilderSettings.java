package io.leengine.builder.maven;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a builder is set up.
 *
 * @param name the configured name
 * @param folder work and caches; the builder owns it
 * @param maven the program {@code mvn}; empty when there is none
 * @param javaHome the JDK that compiles
 * @param seedRepository a Maven repository whose files may be taken before the network is asked
 * @param userSettings the person's {@code settings.xml}, where mirrors and proxies are told
 * @param concurrency how many runs go on at once
 * @param registries registries besides the platform's that a FROM may name
 * @param buildah the program for Dockerfiles that run something; empty when there is none
 * @param sandbox which sandbox to use: {@code auto}, {@code bubblewrap} or {@code unshare}
 */
public record BuilderSettings(String name, Path folder, Optional<Path> maven, Path javaHome,
        Optional<Path> seedRepository, Optional<Path> userSettings, int concurrency, Set<String> registries,
        Optional<Path> buildah, String sandbox) {
    /** Nothing may be null; the paths become absolute. */
    public BuilderSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sandbox, "sandbox");
        folder = folder.toAbsolutePath().normalize();
        javaHome = javaHome.toAbsolutePath().normalize();
        registries = Set.copyOf(registries);
    }
}
