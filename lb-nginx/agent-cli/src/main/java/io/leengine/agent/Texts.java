package io.leengine.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are replaced as a whole, so that nobody reads half of one. */
final class Texts {
    /** For the owner's eyes only. */
    static final FileAttribute<Set<PosixFilePermission>> SECRET = attribute("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER = attribute("rwx------");
    private static final FileAttribute<Set<PosixFilePermission>> PASSAGE = attribute("rwx--x--x");

    private Texts() {
    }

    private static FileAttribute<Set<PosixFilePermission>> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** Makes a folder for its owner alone; one that is there stays as it is. */
    static void folder(Path folder) throws IOException {
        folder(folder, FOLDER);
    }

    /** Makes a folder that others may pass and not look into, such as nginx' workers on the way to their files. */
    static void passage(Path folder) throws IOException {
        folder(folder, PASSAGE);
    }

    private static void folder(Path folder, FileAttribute<Set<PosixFilePermission>> permissions) throws IOException {
        if (!Files.isDirectory(folder)) {
            if (folder.getParent() != null) {
                Files.createDirectories(folder.getParent());
            }
            Files.createDirectory(folder, permissions);
        }
    }

    /** Writes a file that only its owner reads. */
    static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, SECRET);
        Files.writeString(fresh, text);
        try (FileChannel written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
