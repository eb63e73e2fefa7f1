package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A pseudo-terminal: what is typed goes in here, what is printed comes out. */
public final class Pty extends CommandStreams {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    private static final byte[] END_OF_INPUT = {4};

    private final Descriptor terminal;
    private final String file;
    private final OutputStream input;
    private final InputStream output;

    private Pty(Descriptor terminal, String file) {
        this.terminal = terminal;
        this.file = file;
        this.input = terminal.input(() -> terminal.put(END_OF_INPUT, 0, END_OF_INPUT.length));
        this.output = terminal.output(this::over);
    }

    /** Opens a new one. */
    public static Pty open() throws IOException {
        Libc libc = new Libc();
        int number = libc.openTerminal();
        Descriptor terminal = new Descriptor(libc, number);
        try {
            terminal.resize(COLUMNS, ROWS);
            return new Pty(terminal, libc.terminalName(number));
        } catch (IOException e) {
            terminal.close();
            throw e;
        }
    }

    /** Closing it types the end of input. */
    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public void resize(int columns, int rows) throws IOException {
        terminal.resize(columns, rows);
    }

    @Override
    String terminal() {
        return file;
    }

    @Override
    void connect(ProcessBuilder builder) {
        // The script opens the terminal by its name, as the one it controls.
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }

    @Override
    OutputStream word(Process started) {
        return started.getOutputStream();
    }

    @Override
    public void close() {
        terminal.close();
    }
}
