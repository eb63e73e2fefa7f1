package io.leengine.scheduler.local.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Puts layers on top of each other into one folder. Files are hard links to the layers' (nobody writes either), so this
 * costs no space. Paths are followed through real folders only: a link in a lower layer leads nowhere.
 */
final class RootAssembler {
    /** What the sandbox mounts or writes onto; whatever the image has there instead gives way. */
    private static final List<String> FOLDERS = List.of("proc", "dev", "tmp", "etc");

    private final Path root;
    private final Owner owner;

    RootAssembler(Path root, Owner owner) {
        this.root = root;
        this.owner = owner;
    }

    /** Adds a layer above those added before. */
    void add(Path layer, LayerUnpacker.Removals removals) throws IOException {
        for (String folder : removals.opaque()) {
            if (reachable(folder)) {
                FileTrees.clear(root.resolve(folder));
            }
        }
        for (String path : removals.whiteouts()) {
            Path parent = Path.of(path).getParent();
            if (parent == null || reachable(parent.toString())) {
                FileTrees.delete(root.resolve(path));
            }
        }
        Files.walkFileTree(layer, new Linker(layer));
    }

    /** Makes sure that the folders are there that every sandbox needs, and the one it starts in. */
    void finish(String start) throws IOException {
        for (String name : FOLDERS) {
            makeFolder(root.resolve(name));
        }
        Path folder = root;
        for (String part : EntryPath.parts(start.substring(1))) {
            folder = folder.resolve(part);
            if (Files.isSymbolicLink(folder)) {
                return; // it may lead to what is there; only the sandbox can tell
            }
            makeFolder(folder);
        }
    }

    private boolean reachable(String folder) {
        Path path = root;
        for (Path part : Path.of(folder)) {
            path = path.resolve(part);
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, FileTrees.permissions(0755));
            owner.give(folder);
        }
    }

    private final class Linker extends SimpleFileVisitor<Path> {
        private final Path layer;

        Linker(Path layer) {
            this.layer = layer;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Path target = root.resolve(layer.relativize(folder));
            makeFolder(target);
            if (!folder.equals(layer)) {
                Files.setPosixFilePermissions(target,
                    Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path target = root.resolve(layer.relativize(file));
            FileTrees.delete(target);
            if (attributes.isSymbolicLink()) {
                Files.createSymbolicLink(target, Files.readSymbolicLink(file));
                owner.give(target);
            } else {
                Files.createLink(target, file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
