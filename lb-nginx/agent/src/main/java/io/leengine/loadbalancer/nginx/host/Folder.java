package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The folder of one nginx: who is where in it, and how its files are written. No file is ever seen half. */
final class Folder {
    /** No host begins with a dot, and nginx includes no such file. */
    static final String UNFINISHED = ".new-";
    private static final int DIGITS = 32;
    private static final int LONGEST_SOCKET = 107;

    private final Path root;
    private final AtomicLong serial = new AtomicLong();

    Folder(Path root) {
        this.root = NginxSettings.path("folder", root);
        if (control().toString().length() > LONGEST_SOCKET) {
            throw EngineException.invalid("folder", "'folder' must be short enough for a socket below it: at most "
                + (LONGEST_SOCKET - "/run/control.sock".length()) + " characters.");
        }
        try {
            for (Path each : List.of(servers(), logs(), temporary(), kept(), lua(), snippets(), certificates())) {
                Files.createDirectories(each);
            }
            Files.createDirectories(run());
            // nginx makes its socket open to all; who may not enter the folder cannot reach it.
            Files.setPosixFilePermissions(run(), PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(kept(), PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(certificates(), PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw failed(root, e);
        }
        for (Path each : List.of(run(), servers(), kept(), snippets(), certificates(), root)) {
            clear(each);
        }
    }

    Path root() {
        return root;
    }

    Path configuration() {
        return root.resolve("nginx.conf");
    }

    Path candidate() {
        return root.resolve("nginx.conf.next");
    }

    Path servers() {
        return root.resolve("servers");
    }

    /** What administrators have said in nginx's own words. */
    Path snippets() {
        return root.resolve("snippets");
    }

    /** Certificates with their private keys; nobody else may enter. */
    Path certificates() {
        return root.resolve("certificates");
    }

    Path lua() {
        return root.resolve("lua");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path errorLog() {
        return logs().resolve("error.log");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path run() {
        return root.resolve("run");
    }

    Path control() {
        return run().resolve("control.sock");
    }

    Path pid() {
        return run().resolve("nginx.pid");
    }

    Path seed() {
        return run().resolve("upstreams");
    }

    Path kept() {
        return root.resolve("state");
    }

    /** Returns the start of a text's SHA-256, to name a file by. */
    static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8))).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    /** Replaces a file as a whole. */
    void write(Path file, String text) {
        write(file, text, Set.of());
    }

    /** Replaces a file that holds a secret: at no time can it be read by others. */
    void writeSecret(Path file, String text) {
        write(file, text, PosixFilePermissions.fromString("rw-------"));
    }

    private void write(Path file, String text, Set<PosixFilePermission> permissions) {
        Path unfinished = file.resolveSibling(UNFINISHED + serial.incrementAndGet());
        try {
            if (!permissions.isEmpty()) {
                Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(permissions));
            }
            Files.writeString(unfinished, text, StandardCharsets.UTF_8);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unfinished, e);
            throw failed(file, e);
        }
    }

    private static void delete(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Deletes what writes that were cut short have left. */
    private static void clear(Path folder) {
        for (Path file : list(folder)) {
            if (file.getFileName().toString().startsWith(UNFINISHED)) {
                remove(file);
            }
        }
    }

    static List<Path> list(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw failed(folder, e);
        }
        return found;
    }

    static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    static EngineException failed(Path file, IOException cause) {
        // Said in the system's words, such as that there is no room left.
        String reason = cause instanceof FileSystemException system && system.getReason() != null
            ? system.getReason() : cause.toString();
        return new EngineException(ErrorCode.UNAVAILABLE, "'" + file + "' cannot be used: " + reason,
            new UncheckedIOException(cause)).withNextStep("Look at the disk's room and the folder's permissions.");
    }
}
