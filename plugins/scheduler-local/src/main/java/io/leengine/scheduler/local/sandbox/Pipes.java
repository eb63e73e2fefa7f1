package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Two pipes to a command, one for what it reads and one for all it prints. Not those of the JDK's process: to read or write
 * these takes a system call that waits, and lasts as long as anything the command left behind has the other end.
 */
public final class Pipes extends CommandStreams {
    private final Pipe typing;
    private final Pipe printing;
    private final OutputStream input;
    private final InputStream output;

    /** The two ends of one pipe. */
    record Pipe(Descriptor out, Descriptor in) {
        void close() {
            out.close();
            in.close();
        }
    }

    private Pipes(Pipe typing, Pipe printing) {
        this.typing = typing;
        this.printing = printing;
        this.input = typing.in().input(typing.in()::close);
        this.output = printing.out().output(this::over);
    }

    /** Opens both. */
    public static Pipes open() throws IOException {
        Libc libc = new Libc();
        Pipe typing = libc.openPipe();
        try {
            return new Pipes(typing, libc.openPipe());
        } catch (IOException e) {
            typing.close();
            throw e;
        }
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return output;
    }

    @Override
    public void resize(int columns, int rows) {
        // Pipes have none.
    }

    @Override
    String terminal() {
        return "-";
    }

    @Override
    void connect(ProcessBuilder builder) {
        // Opened anew by their names they are the command's own, whose reads and writes wait as programs expect.
        builder.redirectInput(typing.out().file().toFile()).redirectOutput(printing.in().file().toFile());
    }

    @Override
    OutputStream word(Process started) {
        return input;
    }

    @Override
    void started(Process begun) {
        super.started(begun);
        // Only the command has them from now on, so that each side notices when the other has gone.
        typing.out().close();
        printing.in().close();
    }

    @Override
    public void close() {
        typing.close();
        printing.close();
    }
}
