package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A pseudo-terminal: what is typed goes in here, what is printed comes out. A thread of the system's own waits for that, as
 * the call that does holds its thread; it ends within a moment of {@link #close}.
 */
public final class Pty implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Pty.class.getName());
    private static final int LOOK_MILLIS = 200;
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int PIPE_BYTES = 64 * 1024;
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    private static final int FULL_MILLIS = 5;
    private static final byte[] END_OF_INPUT = {4};

    private final Libc libc;
    private final int terminal;
    private final Path file;
    private final PipedInputStream printed = new PipedInputStream(PIPE_BYTES);
    private final PipedOutputStream printing;
    private volatile boolean closed;
    private boolean open = true;

    private Pty(Libc libc, int terminal) throws IOException {
        this.libc = libc;
        this.terminal = terminal;
        this.file = Path.of(libc.terminalName(terminal));
        this.printing = new PipedOutputStream(printed);
    }

    /** Opens a new one. */
    public static Pty open() throws IOException {
        Libc libc = new Libc();
        int terminal = libc.openTerminal();
        try {
            Pty pty = new Pty(libc, terminal);
            libc.resize(terminal, COLUMNS, ROWS);
            Thread.ofPlatform().daemon().name("terminal-" + pty.file.getFileName()).start(pty::copy);
            return pty;
        } catch (IOException e) {
            libc.close(terminal);
            throw e;
        }
    }

    /** Returns the file of the end that the command gets. */
    public Path file() {
        return file;
    }

    /** Returns what is printed; it ends when nobody has the other end any more. */
    public InputStream output() {
        return printed;
    }

    /** Returns what takes what is typed. Closing it types the end of input. */
    public OutputStream input() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                type(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                type(END_OF_INPUT, 0, END_OF_INPUT.length);
            }
        };
    }

    /** Tells its new size, in characters. */
    public synchronized void resize(int columns, int rows) throws IOException {
        if (open) {
            libc.resize(terminal, columns, rows);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            // Whoever copies may be waiting for a reader.
            printed.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A terminal's output does not close", e);
        }
    }

    private void type(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int written = some(bytes, offset + done, length - done);
            done += written;
            if (written == 0) {
                pause();
            }
        }
    }

    private synchronized int some(byte[] bytes, int offset, int length) throws IOException {
        if (!open || closed) {
            throw new IOException("The terminal is closed");
        }
        try {
            return libc.write(terminal, bytes, offset, length);
        } catch (Libc.Failure e) {
            if (e.number() == Libc.EAGAIN) {
                return 0;
            }
            throw e;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(FULL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted while typing").initCause(e);
        }
    }

    private void copy() {
        try (printing; Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES);
            while (!closed) {
                libc.awaitInput(terminal, LOOK_MILLIS);
                int count = read(buffer);
                if (count > 0) {
                    printing.write(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
                    printing.flush();
                }
            }
        } catch (IOException e) {
            // The other end has gone, as it does when the command ends; or this one was closed.
            LOG.log(Level.DEBUG, "The terminal {0} ends: {1}", file, e.getMessage());
        } finally {
            free();
        }
    }

    private int read(MemorySegment buffer) throws IOException {
        try {
            return libc.read(terminal, buffer);
        } catch (Libc.Failure e) {
            if (e.number() == Libc.EAGAIN) {
                return 0;
            }
            throw e;
        }
    }

    private synchronized void free() {
        open = false;
        try {
            libc.close(terminal);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The terminal " + file + " cannot be given back", e);
        }
    }
}
