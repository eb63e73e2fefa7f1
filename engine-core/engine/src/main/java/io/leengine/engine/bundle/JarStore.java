package io.leengine.engine.bundle;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The bundles this engine was given, each under its digest, and those they replaced, so that one can go back. A file is
 * there whole or not at all.
 */
public final class JarStore {
    /** Largest bundle that is taken. */
    public static final long MOST_BYTES = 512L << 20;

    private static final String JAR = ".jar";
    private static final String PART = ".part";

    private final Path folder;

    /** In a folder, which is made; what an earlier engine was receiving when it died is deleted. */
    public JarStore(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            for (Path each : files(PART)) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Returns the folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Receives a bundle and examines it; {@code INVALID} when it is none. It is gone with the next start, or when it is
     * {@link #drop dropped}, unless it is {@link #keep kept}.
     */
    public BundleJar receive(InputStream content, Optional<Digest> stated) {
        Path part = null;
        boolean whole = false;
        try {
            part = Files.createTempFile(folder, "bundle-", PART);
            Digest digest = copy(content, part);
            if (stated.isPresent() && !stated.get().equals(digest)) {
                throw new EngineException(ErrorCode.DIGEST_MISMATCH, "What arrived has the digest " + digest
                    + ", not the one that was stated.").withField("digest").withNextStep("Send it again.");
            }
            BundleJar jar = BundleJar.read(part, digest);
            whole = true;
            return jar;
        } catch (IOException e) {
            throw full(e);
        } finally {
            if (!whole) {
                forget(part);
            }
        }
    }

    /** Keeps a copy of a bundle that came with the distribution. */
    public BundleJar keep(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return keep(receive(in, Optional.empty()));
        } catch (IOException e) {
            throw full(e);
        }
    }

    /** Keeps what was received; returns it where it lies then. */
    public BundleJar keep(BundleJar received) {
        try {
            keep(received.file(), received.digest());
            return received.at(path(received.digest()));
        } catch (IOException e) {
            throw full(e);
        } finally {
            drop(received);
        }
    }

    /** Deletes what was received and not kept. */
    public void drop(BundleJar received) {
        forget(received.file());
    }

    private static Digest copy(InputStream content, Path part) throws IOException {
        try (DigestInputStream in = new DigestInputStream(content, Digest.newMessageDigest());
                OutputStream out = Files.newOutputStream(part)) {
            byte[] buffer = new byte[64 << 10];
            long bytes = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                bytes += read;
                if (bytes > MOST_BYTES) {
                    throw BundleJar.refused("It is larger than " + (MOST_BYTES >> 20) + " MiB.");
                }
            }
            return Digest.finish(in.getMessageDigest());
        }
    }

    private void keep(Path part, Digest digest) throws IOException {
        try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(part, path(digest), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder)) {
            names.force(true);
        }
    }

    /** Returns a kept bundle, or {@code NOT_FOUND}. */
    public BundleJar find(Digest digest) {
        if (!Files.exists(path(digest))) {
            throw EngineException.notFound("kept bundle", digest.toString());
        }
        return BundleJar.read(path(digest), digest);
    }

    /** Returns where a bundle of a digest is kept. */
    public Path path(Digest digest) {
        return folder.resolve(digest.hex() + JAR);
    }

    /** Deletes all that are kept but these. */
    public void keepOnly(Set<Digest> wanted) {
        try {
            for (Path each : files(JAR)) {
                if (wanted.stream().noneMatch(digest -> path(digest).equals(each))) {
                    Files.delete(each);
                }
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    private Stream<Path> list() throws IOException {
        return Files.list(folder);
    }

    private Iterable<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = list()) {
            return all.filter(file -> file.getFileName().toString().endsWith(suffix)).toList();
        }
    }

    private static void forget(Path part) {
        try {
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static EngineException full(IOException cause) {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The bundle cannot be kept in the data folder: "
            + cause.getMessage() + ". Nothing has changed.", cause).withNextStep("Make room on the engine's disk, and "
                + "try again.");
    }
}
