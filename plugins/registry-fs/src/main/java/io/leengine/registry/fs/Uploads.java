package io.leengine.registry.fs;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.HoldingsListing;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The uploads: one growing file each. Who writes one holds its file lock, which also keeps out another process and a
 * predecessor of this storage that has not ended yet. The hash runs along in memory; after a restart the file is read
 * again once.
 */
final class Uploads {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final int BUFFER = 256 * 1024;

    private record Running(MessageDigest hash, long size) {
    }

    private final Map<String, Running> running = new ConcurrentHashMap<>();

    static String begin(Path folder) throws IOException {
        String id = UUID.randomUUID().toString();
        Files.createFile(folder.resolve(id));
        return id;
    }

    static Path file(Path folder, String id) {
        if (!ID.matcher(id).matches()) {
            throw EngineException.notFound("upload", id);
        }
        return folder.resolve(id);
    }

    long append(Path file, long offset, InputStream content) throws IOException, InterruptedException {
        try (FileChannel out = open(file); FileLock _ = lock(file, out)) {
            long size = out.size();
            if (offset != size) {
                throw new EngineException(ErrorCode.CONFLICT, "The upload holds " + size + " bytes and cannot go on at "
                    + offset + ".").withNextStep("Ask for the upload's size and send what comes after it.");
            }
            Running known = take(file, size);
            long end = copy(content, out, size, known == null ? null : known.hash(), file);
            present(file);
            return end;
        }
    }

    private long copy(InputStream content, FileChannel out, long size, MessageDigest hash, Path file)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        long end = size;
        out.position(size);
        try {
            for (int got = read(content, buffer); got >= 0; got = read(content, buffer)) {
                write(out, buffer, got);
                if (hash != null) {
                    hash.update(buffer, 0, got);
                }
                end += got;
                if (Thread.interrupted()) {
                    throw new InterruptedException("The upload was interrupted");
                }
            }
            return end;
        } finally {
            if (hash != null) {
                running.put(key(file), new Running(hash, end));
            }
            if (out.isOpen()) {
                // Half a buffer may have been written before the disk was full.
                out.truncate(end);
            }
        }
    }

    private static int read(InputStream content, byte[] buffer) throws InterruptedIOException {
        try {
            return content.read(buffer);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // The sender's fault, not the disk's.
            throw new EngineException(ErrorCode.UNAVAILABLE, "The upload's content broke off: " + e.getMessage(), e)
                .withNextStep("Ask for the upload's size and go on from there.");
        }
    }

    private static void write(FileChannel out, byte[] buffer, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Verifies an upload and hands it over whole; it is gone afterwards in any case but a failing disk. */
    void commit(Path file, Digest expected, Blobs blobs) throws IOException, InterruptedException {
        try (FileChannel channel = open(file); FileLock _ = lock(file, channel)) {
            Digest actual = digest(file, channel);
            if (!actual.equals(expected)) {
                Files.deleteIfExists(file);
                throw new EngineException(ErrorCode.DIGEST_MISMATCH, "The content has the digest " + actual + ", not "
                    + expected + " as announced.").withField("digest").withNextStep("Push it again.");
            }
            if (blobs.has(expected)) {
                Files.deleteIfExists(file);
            } else {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                channel.force(true);
                present(file);
                blobs.take(file, expected);
            }
        }
    }

    private Digest digest(Path file, FileChannel channel) throws IOException, InterruptedException {
        Running known = take(file, channel.size());
        if (known != null) {
            return Digest.finish(known.hash());
        }
        MessageDigest hash = Digest.newMessageDigest();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        channel.position(0);
        while (channel.read(buffer) >= 0) {
            hash.update(buffer.flip());
            buffer.clear();
            if (Thread.interrupted()) {
                throw new InterruptedException("The upload was interrupted");
            }
        }
        return Digest.finish(hash);
    }

    void cancel(Path file) throws IOException {
        running.remove(key(file));
        Files.deleteIfExists(file);
    }

    /** Forgets the hashes of the uploads of a repository that is gone. */
    void forget(Path folder) {
        running.keySet().removeIf(key -> key.startsWith(folder + "/"));
    }

    /** Drops what nobody has touched since a time, unfinished files included. */
    void sweep(Path folder, Instant before) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                try {
                    if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                        cancel(file);
                    }
                } catch (NoSuchFileException committedMeanwhile) {
                    running.remove(key(file));
                }
            }
        } catch (NoSuchFileException repositoryGone) {
            forget(folder);
        }
    }

    static Optional<Long> size(Path file) throws IOException {
        try {
            return Optional.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<HoldingsListing.Upload> info(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new HoldingsListing.Upload(file.getFileName().toString(), attributes.size(),
                attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException endedMeanwhile) {
            return Optional.empty();
        }
    }

    /** Takes the running hash out, if it stands at the file's end; a new one for an empty file. */
    private Running take(Path file, long size) {
        Running known = running.remove(key(file));
        if (known != null && known.size() == size) {
            return known;
        }
        return size == 0 ? new Running(Digest.newMessageDigest(), 0) : null;
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw gone(file);
        }
    }

    private static FileLock lock(Path file, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new EngineException(ErrorCode.CONFLICT, "Somebody else is writing this upload.")
                .withNextStep("Ask for the upload's size and go on from there.");
        }
        // Between open and lock it may have become a blob, which must never be written again.
        present(file);
        return lock;
    }

    private static void present(Path file) {
        if (!Files.exists(file)) {
            throw gone(file);
        }
    }

    private static EngineException gone(Path file) {
        return EngineException.notFound("upload", file.getFileName().toString());
    }

    private static String key(Path file) {
        return file.toString();
    }
}
