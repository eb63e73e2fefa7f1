package io.leengine.builder.maven;

import io.leengine.model.Digest;
import io.leengine.spi.builder.BuildRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/**
 * The compiled source of a code build's last good run. A run of the same commit with the same arguments and tools takes
 * it over and need not compile, unless that could give something else: when the goals do more than compile, test and
 * package, or when the project depends on snapshots.
 */
final class KeptSource {
    private static final Set<String> REPEATABLE = Set.of("clean", "validate", "compile", "test-compile", "test",
        "package", "verify");
    /** Options whose value is the next argument. */
    private static final Set<String> WITH_VALUE = Set.of("-P", "-pl", "-T", "-rf", "-f", "--projects", "--threads",
        "--file", "--activate-profiles", "--resume-from");

    private final Path kept;
    private final String key;
    private final boolean repeatable;

    KeptSource(Path cache, BuildRequest request, String commit, BuilderSettings settings) {
        kept = cache.resolve("last");
        repeatable = repeatable(request.compile());
        var parts = List.of("1", commit, request.repository(), request.folder(), request.dockerfile(),
            request.compile().toString(), settings.javaHome().toString(), JavaRelease.of(settings.javaHome()).version(),
            settings.maven().map(Path::toString).orElse(""));
        key = Digest.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static boolean repeatable(List<String> arguments) {
        boolean goals = true;
        boolean value = false;
        for (String argument : arguments) {
            goals &= value || argument.startsWith("-") || REPEATABLE.contains(argument);
            value = WITH_VALUE.contains(argument);
            // Asks for newer snapshots and releases.
            goals &= !argument.equals("-U") && !argument.equals("--update-snapshots");
        }
        return goals;
    }

    /** Moves the kept source into a run's folder; returns whether there was one that fits. */
    boolean take(Path run) throws IOException {
        Path keyFile = kept.resolve("key");
        if (!repeatable || !Files.isRegularFile(keyFile) || !Files.readString(keyFile).equals(key)) {
            return false;
        }
        Path taken = run.resolve("kept");
        Files.move(kept, taken, StandardCopyOption.ATOMIC_MOVE);
        Files.move(taken.resolve("source"), run.resolve("source"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(taken.resolve("Dockerfile"), run.resolve("Dockerfile"), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Keeps a run's source after all went well. A kill in between leaves nothing kept, never something torn. */
    void keep(Path run, Path repository) throws IOException {
        if (!repeatable || Files.isDirectory(repository) && MavenCompile.hasSnapshots(repository)) {
            return;
        }
        Path made = Files.createDirectories(run.resolve("keep"));
        Files.move(run.resolve("source"), made.resolve("source"), StandardCopyOption.ATOMIC_MOVE);
        Files.move(run.resolve("Dockerfile"), made.resolve("Dockerfile"), StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(made.resolve("key"), key);
        if (Files.exists(kept)) {
            Files.move(kept, run.resolve("old"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createDirectories(kept.getParent());
        Files.move(made, kept, StandardCopyOption.ATOMIC_MOVE);
    }
}
