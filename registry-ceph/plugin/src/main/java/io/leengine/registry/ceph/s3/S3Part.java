package io.leengine.registry.ceph.s3;

import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A part on its way. Its buffer belongs to it until it has been {@linkplain #sent() sent}, and longer when its writer leaves
 * it: it must not be filled anew while it is still being read.
 */
final class S3Part implements Runnable {
    private final S3Connection s3;
    private final BufferPool buffers;
    private final Place place;
    private final byte[] bytes;
    private final int length;
    private final CompletableFuture<CompletedPart> sent = new CompletableFuture<>();
    private Thread sender;
    private boolean ended;
    private boolean left;

    /**
     * Where a part belongs.
     *
     * @param key the object's
     * @param multipart the id of the object's upload
     * @param number the part's, from 1
     */
    record Place(String key, String multipart, int number) {
    }

    S3Part(S3Connection s3, BufferPool buffers, Place place, byte[] bytes, int length) {
        this.s3 = s3;
        this.buffers = buffers;
        this.place = place;
        this.bytes = bytes;
        this.length = length;
    }

    CompletableFuture<CompletedPart> sent() {
        return sent;
    }

    byte[] bytes() {
        return bytes;
    }

    @Override
    public void run() {
        try {
            if (begins()) {
                String tag = s3.here(client -> client.uploadPart(part -> part.bucket(s3.bucket()).key(place.key())
                    .uploadId(place.multipart()).partNumber(place.number()), S3Writer.body(bytes, length))).eTag();
                ends();
                sent.complete(CompletedPart.builder().partNumber(place.number()).eTag(tag).build());
            }
        } catch (InterruptedException | RuntimeException e) {
            sent.completeExceptionally(e);
        } finally {
            ends();
            // For an error, which goes on its way: whoever waits need not wait for the limit.
            sent.cancel(false);
        }
    }

    private synchronized boolean begins() {
        sender = Thread.currentThread();
        return !left;
    }

    private synchronized void ends() {
        sender = null;
        if (!ended) {
            ended = true;
            if (left) {
                buffers.give(bytes);
            }
        }
    }

    /** Sends it no further, as nobody waits for it any more; the buffer goes back once nobody reads it. */
    synchronized void leave() {
        left = true;
        if (ended) {
            buffers.give(bytes);
        } else if (sender != null) {
            sender.interrupt();
        }
    }
}
