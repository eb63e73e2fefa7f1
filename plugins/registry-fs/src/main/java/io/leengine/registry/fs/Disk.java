package io.leengine.registry.fs;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Durable steps on files, and what their failures mean to a caller. Names that start with a dot are unfinished files. */
final class Disk {
    private volatile Health health = Health.up();
    private volatile boolean closed;

    /** Something done with files. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException, InterruptedException;
    }

    Health health() {
        return closed ? Health.down("The storage is closed.") : health;
    }

    /** Begins no step any more. */
    void close() {
        closed = true;
    }

    /** Does something with files; an I/O error becomes an engine's error that says what could not be done. */
    <T> T run(String what, Step<T> step) throws InterruptedException {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, what + " failed: the storage is closed.");
        }
        try {
            return step.run();
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException(what + " was interrupted").initCause(e);
        } catch (IOException e) {
            throw failure(what, e);
        }
    }

    /** Something was written: what went wrong before is over. Reading proves nothing about a full disk. */
    void works() {
        health = Health.up();
    }

    EngineException failure(String what, IOException e) {
        String reason = String.valueOf(e.getMessage());
        boolean full = isFull(reason);
        health = new Health(Health.State.DEGRADED, full ? "The disk is full." : what + " failed: " + reason);
        return full
            ? new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, what + " failed: the registry's disk is full.", e)
                .withNextStep("Free space on the registry's disk, or delete images, and push again.")
            : new EngineException(ErrorCode.UNAVAILABLE, what + " failed: " + reason, e)
                .withNextStep("Look at the registry's disk; the engine's log says more.");
    }

    static boolean isFull(String reason) {
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded");
    }

    /** Puts a small file in its place, whole or not at all, and survives a loss of power. */
    static void writeAtomically(Path file, ByteBuffer... parts) throws IOException {
        Path temporary = file.resolveSibling(".new-" + UUID.randomUUID());
        try {
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                for (ByteBuffer part : parts) {
                    while (part.hasRemaining()) {
                        out.write(part);
                    }
                }
                out.force(false);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        syncFolder(file.getParent());
    }

    /** Makes an empty file. Repeated: does nothing. */
    static void mark(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // Another one may have made it just now and not be done with this:
            syncFolder(file.getParent());
            return;
        }
        syncFolder(file.getParent());
    }

    /** Removes a file for good. Absent: does nothing. */
    static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            syncFolder(file.getParent());
        }
    }

    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Makes a folder and those above it, durably. */
    static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path parent = folder.getParent();
            if (parent != null) {
                makeFolder(parent);
            }
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder)) {
                    throw e;
                }
            }
            if (parent != null) {
                syncFolder(parent);
            }
        }
    }

    /** Returns the names in a folder that are whole; none when it does not exist. */
    static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Returns whether a folder has a name that is whole; none when it does not exist. Reads no further than the first. */
    static boolean hasNames(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder,
                file -> !file.getFileName().toString().startsWith("."))) {
            return files.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Removes what crashes left unfinished in a folder before a time. */
    static void sweepUnfinished(Path folder, Instant before) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".new-*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException goneMeanwhile) {
            return;
        }
    }

    /** Removes a folder with all that is in it. */
    static void removeTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (var walk = Files.walk(folder)) {
            all = walk.toList().reversed();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
