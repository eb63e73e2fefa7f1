package io.leengine.registry.ceph;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Content;
import io.leengine.registry.ceph.Names.Entry;
import io.leengine.registry.ceph.UploadRecord.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The uploads. Each is a value of its repository's folder that tells of what it consists, so any engine can go on with it.
 * It is changed in steps that are compared with what it was; contents are removed only after a step has made sure that no
 * blob can come to consist of them.
 */
final class Uploads {
    private static final int TRIES = 100;

    private final Names names;
    private final Contents contents;
    private final Blobs blobs;
    private final Pieces pieces;
    private final RunningHashes hashes = new RunningHashes();

    Uploads(Names names, Contents contents, Blobs blobs, Pieces pieces) {
        this.names = names;
        this.contents = contents;
        this.blobs = blobs;
        this.pieces = pieces;
    }

    String begin(String folder) throws InterruptedException {
        UploadRef upload = new UploadRef(folder, UUID.randomUUID().toString());
        if (!names.putIfAbsent(folder, upload.name(), UploadRecord.begun().write())) {
            throw new IllegalStateException("An upload with a new id was there already: " + upload.id());
        }
        return upload.id();
    }

    Optional<Long> size(UploadRef upload) throws InterruptedException {
        return upload.entry(names).map(entry -> UploadRecord.read(entry.value()))
            .filter(record -> record.state() == State.OPEN).map(UploadRecord::size);
    }

    long append(UploadRef upload, long offset, InputStream in) throws InterruptedException {
        return new Appending(names, contents, pieces, hashes, upload).run(offset, in);
    }

    /** Verifies an upload and makes it a blob, which the caller links before it {@linkplain #committed ends}. */
    void commit(UploadRef upload, Digest expected) throws InterruptedException {
        Optional<UploadRecord> hashed = Optional.empty();
        for (int i = 0; i < TRIES; i++) {
            Entry entry = upload.entry(names).orElseThrow(upload::gone);
            UploadRecord record = UploadRecord.read(entry.value());
            if (record.state() == State.DROPPED) {
                throw upload.gone();
            }
            if (record.state() == State.COMMITTING && isBlob(record)) {
                sameAs(record.digest().orElseThrow(), expected, upload);
                return;
            }
            // One that was being committed once is read again: its contents may have been a blob that is deleted since.
            if (hashed.isEmpty() || !hashed.get().contents().equals(record.contents())) {
                verify(upload, entry, record, expected);
                hashed = Optional.of(record);
            }
            if (names.replace(upload.folder(), entry, record.committing(expected).write()).isPresent()) {
                blobs.put(expected, record.contents());
                return;
            }
        }
        throw new EngineException(ErrorCode.CONFLICT, "Somebody else is writing this upload.")
            .withNextStep("Commit it once nobody does.");
    }

    private void verify(UploadRef upload, Entry entry, UploadRecord record, Digest expected) throws InterruptedException {
        Digest actual = digest(upload, record.contents());
        if (!actual.equals(expected)) {
            if (record.state() == State.OPEN) {
                drop(upload, entry, record);
            }
            throw mismatch(actual, expected);
        }
    }

    private static void sameAs(Digest actual, Digest expected, UploadRef upload) {
        if (!actual.equals(expected)) {
            throw upload.gone();
        }
    }

    private static EngineException mismatch(Digest actual, Digest expected) {
        return new EngineException(ErrorCode.DIGEST_MISMATCH, "The content has the digest " + actual + ", not " + expected
            + " as announced.").withField("digest").withNextStep("Push it again.");
    }

    private Digest digest(UploadRef upload, List<Content> pieces) throws InterruptedException {
        Optional<MessageDigest> known = hashes.take(upload, pieces);
        if (known.isPresent()) {
            return Digest.finish(known.get());
        }
        MessageDigest hash = Digest.newMessageDigest();
        try (InputStream in = new DigestInputStream(PiecesStream.open(contents, pieces, 0), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw Reading.failed(e);
        }
        return Digest.finish(hash);
    }

    private boolean isBlob(UploadRecord record) throws InterruptedException {
        return blobs.contents(record.digest().orElseThrow()).filter(record.contents()::equals).isPresent();
    }

    /** Removes what a committed upload leaves: itself, and its contents where the blob consists of others. */
    void committed(UploadRef upload) throws InterruptedException {
        Optional<Entry> entry = upload.entry(names);
        if (entry.isPresent()) {
            UploadRecord record = UploadRecord.read(entry.get().value());
            if (record.state() == State.COMMITTING) {
                clean(record, isBlob(record) ? List.of() : record.contents());
                names.remove(upload.folder(), entry.get());
            }
        }
        hashes.forget(upload);
    }

    /** Drops an upload; one that is just becoming a blob is as good as gone and stays. */
    void cancel(UploadRef upload) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Entry> entry = upload.entry(names);
            if (entry.isEmpty()) {
                return;
            }
            UploadRecord record = UploadRecord.read(entry.get().value());
            if (record.state() == State.COMMITTING || drop(upload, entry.get(), record)) {
                return;
            }
        }
        throw new EngineException(ErrorCode.CONFLICT, "Somebody else is writing this upload.")
            .withNextStep("Drop it once nobody does.");
    }

    /** Takes an upload away; false when it has changed meanwhile. */
    private boolean drop(UploadRef upload, Entry entry, UploadRecord record) throws InterruptedException {
        Entry dropped = entry;
        if (record.state() != State.DROPPED) {
            Optional<Entry> now = names.replace(upload.folder(), entry, record.dropped().write());
            if (now.isEmpty()) {
                return false;
            }
            dropped = now.get();
        }
        clean(record, record.contents());
        names.remove(upload.folder(), dropped);
        hashes.forget(upload);
        return true;
    }

    private void clean(UploadRecord record, List<Content> unused) throws InterruptedException {
        for (Content content : unused) {
            contents.delete(content);
        }
        for (Content content : record.left()) {
            contents.delete(content);
        }
        for (String id : record.pending()) {
            contents.discard(id);
        }
    }

    /** Drops an upload that nobody has touched since a time, and finishes one whose engine died while it was committed. */
    void sweep(UploadRef upload, Instant before) throws InterruptedException {
        hashes.sweep(before);
        Optional<Entry> entry = upload.entry(names);
        if (entry.isPresent()) {
            UploadRecord record = UploadRecord.read(entry.get().value());
            if (record.touchedAt().isBefore(before)) {
                if (record.state() == State.COMMITTING) {
                    committed(upload);
                } else {
                    drop(upload, entry.get(), record);
                }
            }
        }
    }
}
