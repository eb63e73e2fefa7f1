package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.registry.ceph.Contents.Writer;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes one object: at once when it fits one buffer, else in parts, of which a few are on their way while the next one
 * fills.
 */
final class S3Writer implements Writer {
    private static final int UNDER_WAY = 2;
    private static final String TYPE = "application/octet-stream";
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final S3Connection s3;
    private final BufferPool buffers;
    private final String key;
    private final Deque<S3Part> underWay = new ArrayDeque<>();
    private final List<CompletedPart> sent = new ArrayList<>();
    private byte[] current;
    private int filled;
    // Known once there is a second part.
    private String multipart;
    private int parts;

    S3Writer(S3Connection s3, BufferPool buffers, String key) {
        this.s3 = s3;
        this.buffers = buffers;
        this.key = key;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws InterruptedException {
        int done = 0;
        while (done < length) {
            if (current != null && filled == current.length) {
                send();
            }
            if (current == null) {
                current = buffer();
                filled = 0;
            }
            int some = Math.min(length - done, current.length - filled);
            System.arraycopy(bytes, offset + done, current, filled, some);
            filled += some;
            done += some;
        }
    }

    /** Waits for others' buffers only while it has none itself. */
    private byte[] buffer() throws InterruptedException {
        if (underWay.size() < UNDER_WAY) {
            Optional<byte[]> free = buffers.tryTake();
            if (free.isPresent()) {
                return free.get();
            }
        }
        if (!underWay.isEmpty()) {
            return awaitOldest();
        }
        return buffers.take(s3.options().limit()).orElseThrow(() -> new EngineException(ErrorCode.UNAVAILABLE,
            "Too many uploads are under way at once: the storage's memory for them is used up.")
            .withRetryAfter(AGAIN).withNextStep("Try again, or give the storage more memory."));
    }

    private void send() throws InterruptedException {
        if (multipart == null) {
            multipart = s3.write(client -> client.createMultipartUpload(
                create -> create.bucket(s3.bucket()).key(key).contentType(TYPE))).uploadId();
        }
        S3Part part = new S3Part(s3, buffers, new S3Part.Place(key, multipart, ++parts), current, filled);
        s3.run(part);
        underWay.add(part);
        current = null;
    }

    private byte[] awaitOldest() throws InterruptedException {
        S3Part oldest = underWay.getFirst();
        try {
            sent.add(oldest.sent().get(s3.options().limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS));
        } catch (CancellationException e) {
            throw Failures.closed(e);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, "Ceph's S3 gateway did not take a part in time.", e);
        }
        underWay.removeFirst();
        return oldest.bytes();
    }

    private EngineException failed(Throwable e) throws InterruptedException {
        if (e instanceof EngineException known) {
            return s3.notTaken(known);
        }
        // Nobody but a close interrupts a part that somebody waits for.
        return Failures.closed(e);
    }

    @Override
    public void finish() throws InterruptedException {
        if (multipart == null) {
            byte[] bytes = current == null ? new byte[0] : current;
            int length = filled;
            s3.write(client -> client.putObject(put -> put.bucket(s3.bucket()).key(key).contentType(TYPE),
                body(bytes, length)));
            return;
        }
        send();
        while (!underWay.isEmpty()) {
            buffers.give(awaitOldest());
        }
        try {
            s3.write(client -> client.completeMultipartUpload(complete -> complete.bucket(s3.bucket()).key(key)
                .uploadId(multipart).multipartUpload(upload -> upload.parts(sent))));
        } catch (EngineException e) {
            completed(e);
        }
    }

    /** A completion whose answer was lost has nothing to complete when it is repeated. */
    private void completed(EngineException e) throws InterruptedException {
        if (S3Connection.status(e) != Failures.ABSENT
                || s3.find(client -> client.headObject(head -> head.bucket(s3.bucket()).key(key))).isEmpty()) {
            throw e;
        }
    }

    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, 0, length), length, TYPE);
    }

    @Override
    public void close() {
        underWay.forEach(S3Part::leave);
        underWay.clear();
        if (current != null) {
            buffers.give(current);
            current = null;
        }
    }
}
