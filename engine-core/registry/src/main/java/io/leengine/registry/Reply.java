package io.leengine.registry;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * A blob on its way out. It waits for a receiver that stalls for a while and no longer; then it breaks off, which the
 * receiver sees by the length it was told.
 */
final class Reply {
    private static final int BUFFER = 128 * 1024;
    /** Of a receiver's progress one sees only when some of the system's buffers, of megabytes, are free again. */
    private static final int SLOWER = 3;

    private final ServerConnection connection;
    private final StreamSinkChannel sink;
    private final Duration patience;
    private volatile long deadline;
    private volatile boolean waiting;
    private volatile boolean over;
    private boolean watched;

    /**
     * Takes over the answer's content, whose length is told already.
     *
     * @param patience how long a sender may stall; a receiver may three times as long
     */
    Reply(HttpServerExchange exchange, Duration patience) {
        this.connection = exchange.getConnection();
        this.sink = exchange.getResponseChannel();
        this.patience = patience.multipliedBy(SLOWER);
        moved();
    }

    /** Has the system move a part of a file to the socket; its bytes never come through here. */
    void file(FileChannel file, ByteRange part) throws IOException {
        if (part.last() + 1 < file.size()) {
            // The head goes first: together with it, Undertow sends as much of a file as its buffer takes.
            flush();
        }
        long position = part.first();
        while (position <= part.last()) {
            long moved = sink.transferFrom(file, position, part.last() + 1 - position);
            if (moved > 0) {
                position += moved;
                moved();
            } else if (moved == 0 && position < file.size()) {
                await();
            } else {
                throw new IOException("The blob ended " + (part.last() + 1 - position) + " bytes early");
            }
        }
        end();
    }

    /** Copies so many bytes of a stream. */
    void stream(InputStream in, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (long left = length; left > 0;) {
            int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new IOException("The blob ended " + left + " bytes early");
            }
            left -= got;
            write(ByteBuffer.wrap(buffer, 0, got));
        }
        end();
    }

    /** Sends some more of it. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (sink.write(bytes) > 0) {
                moved();
            } else {
                await();
            }
        }
    }

    /** Ends it, when all that was told of has been written. */
    void end() throws IOException {
        sink.shutdownWrites();
        flush();
        over = true;
    }

    private void flush() throws IOException {
        while (!sink.flush()) {
            await();
        }
        moved();
    }

    private void moved() {
        deadline = System.nanoTime() + patience.toNanos();
    }

    // Undertow waits without an end even where it is given one, so somebody else has to look at the time.
    private void await() throws IOException {
        if (!watched) {
            watched = true;
            watchAfter(patience.toNanos());
        }
        waiting = true;
        try {
            sink.awaitWritable();
        } finally {
            waiting = false;
        }
        if (!connection.isOpen()) {
            throw new IOException("The receiver went away, or took nothing for " + patience.toSeconds() + " s");
        }
    }

    private void watchAfter(long nanos) {
        connection.getIoThread().executeAfter(this::watch, nanos, TimeUnit.NANOSECONDS);
    }

    private void watch() {
        long left = deadline - System.nanoTime();
        if (over || !connection.isOpen()) {
            return;
        }
        if (left <= 0 && waiting) {
            // Whoever waits is woken by it.
            IoUtils.safeClose(connection);
        } else {
            watchAfter(left <= 0 ? patience.toNanos() : left);
        }
    }
}
