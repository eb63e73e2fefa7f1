package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The builder's folder: {@code runs/} is of the runs under way and emptied at start, {@code caches/} is kept between
 * the runs of a code build. One builder at a time owns it.
 */
final class BuildFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    /** Opens the folder and removes what runs of a killed engine left. */
    BuildFolder(Path root) throws IOException {
        this.root = Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        channel = FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            lock();
            Folders.delete(root.resolve("runs"));
            Files.createDirectories(root.resolve("runs"));
            Files.createDirectories(root.resolve("caches"));
            install("sandbox.sh");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new EngineException(ErrorCode.CONFLICT, "The folder " + root + " belongs to another builder.")
                .withField("folder").withNextStep("Give each builder a folder of its own.");
        }
    }

    private void install(String name) throws IOException {
        try (InputStream in = BuildFolder.class.getResourceAsStream(name)) {
            Path temporary = root.resolve("." + name);
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Returns the script of the sandbox that needs util-linux only. */
    Path sandboxScript() {
        return root.resolve("sandbox.sh");
    }

    /** Makes a new folder for a run; the caller deletes it. */
    Path newRun() throws IOException {
        return Files.createDirectory(root.resolve("runs").resolve(UUID.randomUUID().toString()));
    }

    /** Returns the folder of what is kept for a code build; it need not exist. */
    Path cache(String codeBuild) {
        return root.resolve("caches").resolve(codeBuild);
    }

    /** Deletes what is kept for a code build. A kill in between leaves either all or nothing. */
    void clearCache(String codeBuild) throws IOException {
        Path cache = cache(codeBuild);
        if (Files.exists(cache, LinkOption.NOFOLLOW_LINKS)) {
            Path trash = newRun().resolve("trash");
            Files.move(cache, trash, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(trash.getParent());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
