package io.leengine.cli.completion;

import io.leengine.cli.session.Session;
import io.leengine.cli.session.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Names that were asked for a moment ago: who presses the key twice asks the engine once. */
final class NameCache {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Path folder;
    private final String who;

    NameCache(Surroundings surroundings, Session.Place place) {
        folder = surroundings.variable("XDG_CACHE_HOME").map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache")).resolve("leengine/completion");
        who = place.engine() + " " + place.token().orElse("");
    }

    /** Returns what is kept, or asks and keeps. */
    List<String> get(String question, Supplier<List<String>> asking) {
        Path file = folder.resolve(digest(who + " " + question));
        try {
            if (isFresh(file)) {
                return Files.readAllLines(file);
            }
        } catch (IOException e) {
            // Then it is asked for, as if it had not been there.
            return asking.get();
        }
        List<String> names = asking.get();
        keep(file, names);
        return names;
    }

    private static boolean isFresh(Path file) throws IOException {
        return Files.exists(file) && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(FRESH));
    }

    private void keep(Path file, List<String> names) {
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(folder, "names", ".new");
            Files.write(fresh, names);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            dropOld();
        } catch (IOException e) {
            // A full or read-only disk makes completion slower and nothing else.
            return;
        }
    }

    private void dropOld() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!isFresh(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
