package io.leengine.scheduler.local.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A stream from the network that is closed, so that reading fails, when nothing has come for a while. */
final class StallGuard extends FilterInputStream {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Thread watcher;
    private volatile long read;

    StallGuard(InputStream stream) {
        super(stream);
        watcher = Thread.ofVirtual().name("scheduler-local-pull").start(this::watch);
    }

    private void watch() {
        try {
            long before = -1;
            while (before != read) {
                before = read;
                Thread.sleep(PATIENCE);
            }
            in.close();
        } catch (InterruptedException e) {
            return; // the reader is done
        } catch (IOException e) {
            System.getLogger(StallGuard.class.getName())
                .log(System.Logger.Level.DEBUG, "Could not close a stalled stream", e);
        }
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        read++;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        read++;
        return count;
    }

    @Override
    public void close() throws IOException {
        watcher.interrupt();
        super.close();
    }
}
