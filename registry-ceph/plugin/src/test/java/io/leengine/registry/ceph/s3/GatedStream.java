package io.leengine.registry.ceph.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** Some bytes that stop at a place, say so, and go on when they are let. */
final class GatedStream extends InputStream {
    private final ByteArrayInputStream first;
    private final ByteArrayInputStream rest;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    GatedStream(byte[] content, int gate) {
        first = new ByteArrayInputStream(content, 0, gate);
        rest = new ByteArrayInputStream(content, gate, content.length - gate);
    }

    void awaitReached() throws InterruptedException {
        reached.await();
    }

    void goOn() {
        open.countDown();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int got = first.read(bytes, offset, length);
        if (got >= 0) {
            return got;
        }
        reached.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        return rest.read(bytes, offset, length);
    }
}
