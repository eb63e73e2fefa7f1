package io.leengine.scheduler.local.image;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** What is done to whole folders; symbolic links are never followed. */
public final class FileTrees {
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwx------");

    private FileTrees() {
    }

    /** Deletes a file or a folder with all in it, whatever its permissions. Absent: does nothing. */
    public static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            clear(path);
        }
        Files.deleteIfExists(path);
    }

    /** Deletes all that is in a folder. */
    public static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = open(folder)) {
            for (Path entry : entries) {
                delete(entry);
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    private static DirectoryStream<Path> open(Path folder) throws IOException {
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            Files.setPosixFilePermissions(folder, OPEN);
        }
        try {
            return Files.newDirectoryStream(folder);
        } catch (AccessDeniedException e) {
            Files.setPosixFilePermissions(folder, OPEN);
            return Files.newDirectoryStream(folder);
        }
    }

    /** Returns the permissions for the nine low bits of a Unix mode. */
    static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                set.add(all[bit]);
            }
        }
        return set;
    }
}
