package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The engine's end of a pipe or a terminal. No call of the system waits in it, so that whoever holds the other end holds no
 * thread here: its streams look now and then, end when this is closed, and are left by an interrupt. For several threads;
 * once it is closed nothing is done to it, as its number may be another's by then.
 */
final class Descriptor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Descriptor.class.getName());
    private static final long FIRST_LOOK_MILLIS = 1;
    private static final long MOST_LOOK_MILLIS = 20;
    private static final long QUIET_NANOS = 200_000_000;

    private final Libc libc;
    private final int number;
    private boolean open = true;

    Descriptor(Libc libc, int number) {
        this.libc = libc;
        this.number = number;
    }

    /** Returns the file that this process opens it anew as, with calls that wait. */
    Path file() {
        return Path.of("/proc/self/fd", Integer.toString(number));
    }

    /**
     * Returns what comes out of it. That ends with the other end, and when this is closed; and as somebody else may keep the
     * other end, also a moment after it is over.
     *
     * @param over whether what is waited for has ended
     */
    InputStream output(BooleanSupplier over) {
        return new InputStream() {
            private boolean ended;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                int count = ended || most == 0 ? 0 : await(over, into, offset, most);
                ended |= count < 0;
                return ended ? -1 : count;
            }
        };
    }

    private int await(BooleanSupplier over, byte[] into, int offset, int most) throws IOException {
        long quietSince = System.nanoTime();
        long pause = FIRST_LOOK_MILLIS;
        while (true) {
            // Asked first: what was printed before the end is there by then.
            boolean last = over.getAsBoolean();
            int count = some(into, offset, most);
            if (count != 0 || last && System.nanoTime() - quietSince >= QUIET_NANOS) {
                return count == 0 ? -1 : count;
            }
            if (!last) {
                quietSince = System.nanoTime();
            }
            pause(pause);
            pause = Math.min(2 * pause, MOST_LOOK_MILLIS);
        }
    }

    // Returns 0 when there is nothing at this moment, -1 when there never will be.
    private synchronized int some(byte[] into, int offset, int most) throws IOException {
        if (!open) {
            return -1;
        }
        try {
            int count = libc.read(number, into, offset, most);
            return count == 0 ? -1 : count;
        } catch (Libc.Failure e) {
            if (e.number() == Libc.EAGAIN) {
                return 0;
            }
            if (e.number() == Libc.EIO) {
                return -1; // a terminal whose other end has gone
            }
            throw e;
        }
    }

    /** What ends an input. */
    interface End {
        void send() throws IOException;
    }

    /** Returns what goes into it, with what closing that does. */
    OutputStream input(End end) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                put(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                end.send();
            }
        };
    }

    void put(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        long pause = FIRST_LOOK_MILLIS;
        while (done < length) {
            int written = putSome(bytes, offset + done, length - done);
            done += written;
            if (written == 0) {
                pause(pause);
                pause = Math.min(2 * pause, MOST_LOOK_MILLIS);
            }
        }
    }

    private synchronized int putSome(byte[] bytes, int offset, int length) throws IOException {
        if (!open) {
            throw new IOException("It is closed");
        }
        try {
            return libc.write(number, bytes, offset, length);
        } catch (Libc.Failure e) {
            if (e.number() == Libc.EAGAIN) {
                return 0;
            }
            throw e;
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted while waiting for a command").initCause(e);
        }
    }

    /** Tells a terminal its new size, in characters. */
    synchronized void resize(int columns, int rows) throws IOException {
        if (open) {
            libc.resize(number, columns, rows);
        }
    }

    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            libc.close(number);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A pipe or terminal cannot be given back", e);
        }
    }
}
