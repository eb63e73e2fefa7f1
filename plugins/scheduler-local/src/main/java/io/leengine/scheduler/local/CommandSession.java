package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.sandbox.Pty;
import io.leengine.spi.scheduler.InstanceExec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One command in a sandbox: the process that entered, and the command as its child. */
final class CommandSession implements InstanceExec.Session {
    private static final int ROUNDS = 10;

    private final Process process;
    private final Optional<Pty> terminal;
    private final Consumer<CommandSession> ended;
    private volatile boolean cut;

    CommandSession(Process process, Optional<Pty> terminal, Consumer<CommandSession> ended) {
        this.process = process;
        this.terminal = terminal;
        this.ended = ended;
    }

    @Override
    public OutputStream input() {
        return terminal.map(Pty::input).orElseGet(process::getOutputStream);
    }

    @Override
    public InputStream output() {
        return terminal.map(Pty::output).orElseGet(process::getInputStream);
    }

    @Override
    public void resize(int columns, int rows) {
        if (terminal.isPresent()) {
            try {
                terminal.get().resize(columns, rows);
            } catch (IOException e) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The terminal does not take its size.", e);
            }
        }
    }

    @Override
    public int waitFor() throws InterruptedException {
        int status = process.waitFor();
        if (cut) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell was closed, and the command with it.")
                .withNextStep("Try again in a few seconds.");
        }
        return status;
    }

    /** Ends it because the cell is closed. */
    void cut() {
        cut = process.isAlive();
        close();
    }

    @Override
    public void close() {
        // The command first: once what entered has gone, nobody knows whose it was. It may start others meanwhile.
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> below = process.descendants().toList();
            if (below.isEmpty()) {
                break;
            }
            below.forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
        terminal.ifPresent(Pty::close);
        ended.accept(this);
    }
}
