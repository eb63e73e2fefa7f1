package io.leengine.scheduler.local.image;

import io.leengine.model.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks one layer's tar stream into an empty folder of its own. Whiteouts are collected, not made. Devices, sockets
 * and pipes are left out: a sandbox has its own {@code /dev}. Set-user-id bits are dropped, and the owner may always
 * read files and enter folders, so that an ordinary user can unpack and delete them.
 */
final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Path root;
    private final Owner owner;
    private final Limits limits;
    private final List<String> whiteouts = new ArrayList<>();
    private final List<String> opaque = new ArrayList<>();
    private long bytes;
    private long entries;

    /**
     * How much a layer may hold.
     *
     * @param bytes of all files
     * @param entries files, folders and links
     */
    record Limits(long bytes, long entries) {
    }

    /**
     * What a layer takes away from those below.
     *
     * @param whiteouts paths that are gone
     * @param opaque folders whose lower content is gone
     */
    record Removals(List<String> whiteouts, List<String> opaque) {
    }

    LayerUnpacker(Path root, Owner owner, Limits limits) {
        this.root = root;
        this.owner = owner;
        this.limits = limits;
    }

    /** Unpacks; throws {@code INVALID} for an archive that is malformed, too large or leaves its folder. */
    Removals unpack(InputStream stream) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(stream);
        try {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry);
            }
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("image", "A layer of the image is not a well-formed archive.");
        }
        return new Removals(List.copyOf(whiteouts), List.copyOf(opaque));
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        if (++entries > limits.entries()) {
            throw tooLarge("entries", limits.entries());
        }
        List<String> parts = EntryPath.parts(entry.getName());
        if (parts.isEmpty()) {
            return;
        }
        Path path = EntryPath.resolve(root, parts);
        if (parts.getLast().startsWith(WHITEOUT)) {
            whiteout(parts);
            return;
        }
        folders(path.getParent());
        if (entry.isDirectory()) {
            folder(path, entry.getMode());
        } else if (entry.isSymbolicLink()) {
            FileTrees.delete(path);
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            owner.give(path);
        } else if (entry.isLink()) {
            link(path, entry);
        } else if (entry.isFile()) {
            file(tar, path, entry);
        }
    }

    private void whiteout(List<String> parts) {
        List<String> parent = parts.subList(0, parts.size() - 1);
        if (parts.getLast().equals(OPAQUE)) {
            opaque.add(String.join("/", parent));
            return;
        }
        String name = parts.getLast().substring(WHITEOUT.length());
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw EntryPath.leaves(String.join("/", parts));
        }
        List<String> gone = new ArrayList<>(parent);
        gone.add(name);
        whiteouts.add(String.join("/", gone));
    }

    private void folders(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            folders(folder.getParent());
            folder(folder, 0755);
        }
    }

    private void folder(Path path, int mode) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(path);
            Files.createDirectory(path);
            owner.give(path);
        }
        Files.setPosixFilePermissions(path, FileTrees.permissions(mode | 0700));
    }

    private void link(Path path, TarArchiveEntry entry) throws IOException {
        Path target = EntryPath.resolve(root, EntryPath.parts(entry.getLinkName()));
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw EngineException.invalid("image", "A layer of the image has a hard link to what is no file of it.");
        }
        if (!target.equals(path)) {
            FileTrees.delete(path);
            Files.createLink(path, target);
        }
    }

    private void file(TarArchiveInputStream tar, Path path, TarArchiveEntry entry) throws IOException {
        bytes += entry.getSize();
        if (bytes > limits.bytes()) {
            throw tooLarge("bytes", limits.bytes());
        }
        FileTrees.delete(path);
        try (OutputStream out = Files.newOutputStream(path)) {
            tar.transferTo(out);
        }
        if (Files.size(path) != entry.getSize()) {
            throw EngineException.invalid("image", "A layer of the image is cut short.");
        }
        Files.setPosixFilePermissions(path, FileTrees.permissions(entry.getMode() | 0400));
        owner.give(path);
    }

    private static EngineException tooLarge(String what, long limit) {
        return EngineException.invalid("image", "A layer of the image has more than " + limit + " " + what + ".");
    }
}
