package io.leengine.scheduler.local.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Where folders are made before they get their name, and go before they are deleted: both ends are atomic. */
public final class Scratch {
    private final Path folder;

    /** @param folder on the file system of all that is published; emptied: what lies there was left half done */
    public Scratch(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        FileTrees.clear(folder);
    }

    Path create() throws IOException {
        return Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    }

    /** Waits until all that was written, here and beside it, has reached the disk. */
    void sync() throws IOException, InterruptedException {
        Process sync = new ProcessBuilder("/usr/bin/sync", "--file-system", folder.toString())
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!sync.waitFor(5, TimeUnit.MINUTES)) {
                throw new IOException("The disk does not take what was unpacked");
            }
        } finally {
            sync.destroyForcibly();
        }
    }

    /** Gives a finished folder its name. */
    void publish(Path work, Path name) throws IOException {
        Files.setPosixFilePermissions(work, FileTrees.permissions(0711));
        Files.move(work, name, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a folder: out of sight at once, off the disk then. Absent: does nothing. */
    public void discard(Path path) throws IOException {
        if (Files.exists(path)) {
            Path trash = folder.resolve(UUID.randomUUID().toString());
            Files.move(path, trash, StandardCopyOption.ATOMIC_MOVE);
            FileTrees.delete(trash);
        }
    }

    /** Discards all children of a folder but those named. */
    public void retain(Path parent, Set<String> names) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                if (!names.contains(child.getFileName().toString())) {
                    discard(child);
                }
            }
        }
    }
}
