package io.leengine.agent;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** Files that are replaced as a whole, so that nobody reads half of one. */
final class Texts {
    /** For the owner's eyes only. */
    private static final FileAttribute<Set<PosixFilePermission>> SECRET = attribute("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> READABLE = attribute("rw-r--r--");
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
        write(file, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), SECRET);
    }

    /** Copies to a file that everybody reads. */
    static void copy(Path from, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            write(file, in, READABLE);
        }
    }

    private static void write(Path file, InputStream in, FileAttribute<Set<PosixFilePermission>> permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        // The folder may be of a lesser user than this process: what is opened is what is made here, and no link in its place.
        Set<StandardOpenOption> making = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, making, SECRET)) {
            in.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
        Files.getFileAttributeView(fresh, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setPermissions(permissions.value());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a folder of this process's own with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
