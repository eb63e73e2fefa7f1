package io.leengine.scheduler.local.image;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.scheduler.local.state.JsonFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;

/** The unpacked layers: one folder a digest, complete or not there at all. */
final class LayerStore {
    /** Generous: they stop an archive made to fill the disk, and nothing real. */
    private static final LayerUnpacker.Limits LIMITS = new LayerUnpacker.Limits(32L << 30, 2_000_000);

    private final Path folder;
    private final Scratch scratch;
    private final Owner owner;
    private final JsonFiles json;
    private final ConcurrentMap<Digest, ReentrantLock> busy = new ConcurrentHashMap<>();

    LayerStore(Path folder, Scratch scratch, Owner owner, JsonFiles json) {
        this.folder = folder;
        this.scratch = scratch;
        this.owner = owner;
        this.json = json;
    }

    /** Unpacks a layer unless it is there; two that ask at once wait for one unpacking. */
    void prepare(ImagePull pull, ImagePull.Layer layer) throws IOException, InterruptedException {
        ReentrantLock lock = busy.computeIfAbsent(layer.digest(), key -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            if (!Files.isDirectory(folder.resolve(layer.digest().hex()))) {
                unpack(pull, layer);
            }
        } finally {
            lock.unlock();
        }
    }

    Path root(String hex) {
        return folder.resolve(hex).resolve("root");
    }

    LayerUnpacker.Removals removals(String hex) throws IOException {
        return json.read(folder.resolve(hex).resolve("removals.json"), LayerUnpacker.Removals.class);
    }

    void retain(Set<String> used) throws IOException {
        scratch.retain(folder, used);
        busy.keySet().removeIf(digest -> !used.contains(digest.hex()));
    }

    private void unpack(ImagePull pull, ImagePull.Layer layer) throws IOException, InterruptedException {
        Path work = scratch.create();
        try {
            Path root = Files.createDirectory(work.resolve("root"));
            MessageDigest digest = Digest.newMessageDigest();
            LayerUnpacker.Removals removals;
            try (InputStream body = new StallGuard(pull.open(layer));
                    DigestInputStream checked = new DigestInputStream(new BufferedInputStream(body, 1 << 16), digest)) {
                removals = new LayerUnpacker(root, owner, LIMITS).unpack(expand(checked, layer));
                checked.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw interrupted(e);
                }
                throw pull.unreadable(e);
            }
            if (!Digest.finish(digest).equals(layer.digest())) {
                throw pull.mismatch(layer.digest());
            }
            json.write(work.resolve("removals.json"), removals);
            scratch.publish(work, folder.resolve(layer.digest().hex()));
        } finally {
            FileTrees.delete(work);
        }
    }

    private static InterruptedException interrupted(IOException cause) {
        InterruptedException e = new InterruptedException("The pull was interrupted");
        e.initCause(cause);
        return e;
    }

    private static InputStream expand(InputStream packed, ImagePull.Layer layer) throws IOException {
        String type = layer.mediaType();
        if (type.endsWith("gzip")) {
            return new GZIPInputStream(packed, 1 << 16);
        }
        if (type.endsWith("tar")) {
            return packed;
        }
        throw EngineException.invalid("image",
            "A layer of the image is packed as '" + type + "'; tar and gzip are understood.");
    }
}
