package io.leengine.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Content from elsewhere that must go on coming: a read that gets nothing for too long fails. For one reader. */
final class PatientInput extends FilterInputStream {
    private final Duration patience;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile long since = System.nanoTime();
    private volatile boolean reading;
    private volatile boolean stalled;

    PatientInput(InputStream in, Duration patience) {
        super(in);
        this.patience = patience;
        Thread.ofVirtual().name("source-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (!over.await(Math.max(1, patience.toMillis() / 4), TimeUnit.MILLISECONDS)) {
                if (reading && System.nanoTime() - since > patience.toNanos()) {
                    stalled = true;
                    // Whoever reads is woken by it.
                    in.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        since = System.nanoTime();
        reading = true;
        try {
            int got = in.read(buffer, offset, length);
            if (stalled) {
                throw new IOException("Nothing came for " + patience.toSeconds() + " s");
            }
            return got;
        } finally {
            reading = false;
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        in.close();
    }
}
