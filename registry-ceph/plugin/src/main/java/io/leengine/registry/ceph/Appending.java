package io.leengine.registry.ceph;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Contents.Writer;
import io.leengine.registry.ceph.Names.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One append. Its bytes go to new contents, which become part of the upload in one step that is compared with what the
 * upload was when it began: of two writers one succeeds, and the other's bytes were never in it.
 */
final class Appending {
    private static final int BUFFER = 128 * 1024;
    private static final int TRIES = 100;

    private final Names names;
    private final Contents contents;
    private final Pieces pieces;
    private final RunningHashes hashes;
    private final UploadRef upload;
    // The upload as this one last saw or wrote it.
    private Entry entry;
    private UploadRecord record;

    Appending(Names names, Contents contents, Pieces pieces, RunningHashes hashes, UploadRef upload) {
        this.names = names;
        this.contents = contents;
        this.pieces = pieces;
        this.hashes = hashes;
        this.upload = upload;
    }

    /** Appends all of a stream at an offset and returns the size then. */
    long run(long offset, InputStream in) throws InterruptedException {
        load();
        if (record.size() != offset) {
            throw new EngineException(ErrorCode.CONFLICT, "The upload holds " + record.size() + " bytes and cannot go on at "
                + offset + ".").withNextStep("Ask for the upload's size and send what comes after it.");
        }
        Optional<MessageDigest> hash = hashes.take(upload, record.contents());
        byte[] buffer = new byte[BUFFER];
        Broken broken = null;
        try {
            int got = read(in, buffer);
            while (got >= 0) {
                got = piece(in, buffer, got, hash);
            }
        } catch (Broken e) {
            broken = e;
        }
        hash.ifPresent(running -> hashes.put(upload, running, record.contents()));
        if (broken != null) {
            throw broken.error();
        }
        return record.size();
    }

    /** Writes one content; returns how much of the next one is in the buffer, or -1 at the end. */
    private int piece(InputStream in, byte[] buffer, int first, Optional<MessageDigest> hash)
            throws InterruptedException, Broken {
        if (first == 0) {
            return read(in, buffer);
        }
        List<Content> base = record.contents();
        String id = intend(base);
        List<Content> tail = base.isEmpty() || base.getLast().size() >= pieces.merge() ? List.of() : List.of(base.getLast());
        try (Writer writer = contents.create(id)) {
            long size = 0;
            for (Content again : tail) {
                copy(again, writer, base);
                size += again.size();
            }
            int got = first;
            Broken broken = null;
            while (got >= 0 && size < pieces.most()) {
                writer.write(buffer, 0, got);
                size += got;
                int length = got;
                hash.ifPresent(running -> running.update(buffer, 0, length));
                if (Thread.interrupted()) {
                    throw new InterruptedException("The upload was interrupted");
                }
                try {
                    got = read(in, buffer);
                } catch (Broken e) {
                    // What arrived before stays.
                    broken = e;
                    break;
                }
            }
            writer.finish();
            take(new Content(id, size), base, tail);
            if (broken != null) {
                throw broken;
            }
            return got;
        }
    }

    private void copy(Content again, Writer writer, List<Content> base) throws InterruptedException {
        // Not the buffer of what arrives, which is in use.
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = contents.open(again, 0)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                writer.write(buffer, 0, got);
            }
        } catch (IOException e) {
            throw Reading.failed(e);
        } catch (EngineException e) {
            // Somebody else may have merged it already.
            load();
            unchanged(base);
            throw e;
        }
    }

    /** Writes down that a content is being written, so that it is found whatever happens. */
    private String intend(List<Content> base) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        for (int i = 0; i < TRIES; i++) {
            for (Content old : record.left()) {
                contents.delete(old);
            }
            if (replace(record.writing(id))) {
                return id;
            }
            load();
            unchanged(base);
        }
        throw conflict();
    }

    /** Makes a content part of the upload, if that is still what it was. */
    private void take(Content content, List<Content> base, List<Content> tail) throws InterruptedException {
        try {
            for (int i = 0; i < TRIES; i++) {
                if (replace(record.written(content, tail))) {
                    return;
                }
                load();
                unchanged(base);
            }
            throw conflict();
        } catch (EngineException e) {
            if (!e.code().retryable()) {
                // It is certain that the upload has not taken it.
                remove(content, e);
            }
            throw e;
        }
    }

    private void remove(Content content, EngineException why) throws InterruptedException {
        try {
            contents.delete(content);
        } catch (EngineException e) {
            // It stays noted as pending, and goes with the upload.
            why.addSuppressed(e);
        }
    }

    private boolean replace(UploadRecord next) throws InterruptedException {
        Optional<Entry> replaced = names.replace(upload.folder(), entry, next.write());
        replaced.ifPresent(now -> {
            entry = now;
            record = next;
        });
        return replaced.isPresent();
    }

    private void load() throws InterruptedException {
        entry = upload.entry(names).orElseThrow(upload::gone);
        record = UploadRecord.read(entry.value());
        if (record.state() != UploadRecord.State.OPEN) {
            throw upload.gone();
        }
    }

    private void unchanged(List<Content> base) {
        if (!record.contents().equals(base)) {
            throw conflict();
        }
    }

    private static EngineException conflict() {
        return new EngineException(ErrorCode.CONFLICT, "Somebody else is writing this upload.")
            .withNextStep("Ask for the upload's size and go on from there.");
    }

    private static int read(InputStream in, byte[] buffer) throws InterruptedException, Broken {
        try {
            return in.read(buffer);
        } catch (InterruptedIOException e) {
            throw Reading.interrupted(e);
        } catch (IOException e) {
            throw new Broken(new EngineException(ErrorCode.UNAVAILABLE, "The upload's content broke off: " + e.getMessage(), e)
                .withNextStep("Ask for the upload's size and go on from there."));
        }
    }

    /** The sender's stream broke. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        private final EngineException error;

        Broken(EngineException error) {
            super(error);
            this.error = error;
        }

        EngineException error() {
            return error;
        }
    }
}
