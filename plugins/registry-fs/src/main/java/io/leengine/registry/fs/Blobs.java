package io.leengine.registry.fs;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.spi.registry.RegistryStorage.BlobInfo;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The blobs: one file each, named by its hash, under 256 folders that are made at the start. */
final class Blobs {
    private static final int SHARDS = 256;
    private final Path root;

    Blobs(Path root) throws IOException {
        this.root = root;
        Disk.makeFolder(root);
        for (int shard = 0; shard < SHARDS; shard++) {
            Path folder = root.resolve(String.format(Locale.ROOT, "%02x", shard));
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        }
        Disk.syncFolder(root);
    }

    Optional<Long> size(Digest blob) throws IOException {
        try {
            return Optional.of(Files.size(blob.under(root)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean has(Digest blob) {
        return Files.exists(blob.under(root));
    }

    InputStream open(Digest blob, long offset) throws IOException {
        BlobStream stream;
        try {
            stream = new BlobStream(blob.under(root));
        } catch (NoSuchFileException e) {
            throw EngineException.notFound("blob", blob.toString());
        }
        try {
            stream.seek(offset);
            return stream;
        } catch (IOException | EngineException e) {
            stream.close();
            throw e;
        }
    }

    /** Takes a whole, verified and synced file in as a blob. Another one of the same digest is the same. */
    void take(Path file, Digest blob) throws IOException {
        Path target = blob.under(root);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        Disk.syncFolder(target.getParent());
    }

    void delete(Digest blob) throws IOException {
        Disk.remove(blob.under(root));
    }

    Page<BlobInfo> list(Optional<Digest> after, int limit) throws IOException {
        String start = after.map(Digest::hex).orElse("");
        int shard = start.isEmpty() ? 0 : Integer.parseInt(start.substring(0, 2), 16);
        List<BlobInfo> found = new ArrayList<>();
        for (; shard < SHARDS; shard++) {
            Path folder = root.resolve(String.format(Locale.ROOT, "%02x", shard));
            for (String hex : Disk.names(folder).stream().filter(name -> name.compareTo(start) > 0).sorted().toList()) {
                Optional<BlobInfo> info = info(folder.resolve(hex), new Digest(Digest.SHA256, hex));
                if (info.isPresent() && found.size() == limit) {
                    return new Page<>(found, true);
                }
                info.ifPresent(found::add);
            }
        }
        return new Page<>(found, false);
    }

    private static Optional<BlobInfo> info(Path file, Digest digest) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new BlobInfo(digest, attributes.size(), attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException deletedMeanwhile) {
            return Optional.empty();
        }
    }
}
