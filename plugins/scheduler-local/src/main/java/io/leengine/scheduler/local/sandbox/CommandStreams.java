package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a command reads and prints: a terminal, or two pipes. Each stream is for one thread, and all of it for several. */
public abstract sealed class CommandStreams implements AutoCloseable permits Pty, Pipes {
    private static final byte[] GO = "go\n".getBytes(StandardCharsets.US_ASCII);

    private volatile Process process;

    /** Returns what takes what is typed; closing it is the end of input. */
    public abstract OutputStream input();

    /** Returns what is printed. It ends after the command has, whoever may still have the other end, or when this is closed. */
    public abstract InputStream output();

    /** Tells a terminal its new size, in characters; does nothing without one. */
    public abstract void resize(int columns, int rows) throws IOException;

    /** Ends both streams; repeated: does no harm. */
    @Override
    public abstract void close();

    /** Lets the started command go, which waits for that. */
    public final void go() throws IOException {
        OutputStream word = word(process);
        word.write(GO);
        word.flush();
    }

    /** Returns the terminal's file; '-' for none. */
    abstract String terminal();

    /** Makes the process start with the other ends. */
    abstract void connect(ProcessBuilder builder);

    /** Returns what the process begins by reading. */
    abstract OutputStream word(Process started);

    /** Takes note of the process, which has the other ends now. */
    void started(Process begun) {
        process = begun;
    }

    final boolean over() {
        Process started = process;
        return started != null && !started.isAlive();
    }
}
