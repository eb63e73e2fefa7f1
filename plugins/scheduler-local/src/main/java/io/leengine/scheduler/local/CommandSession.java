package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.sandbox.CommandStreams;
import io.leengine.spi.scheduler.InstanceExec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** One command in a sandbox: the process that entered, and the command as its child. */
final class CommandSession implements InstanceExec.Session {
    private static final int ROUNDS = 10;

    private final Process process;
    private final CommandStreams streams;
    private final Consumer<CommandSession> ended;
    private volatile boolean cut;

    CommandSession(Process process, CommandStreams streams, Consumer<CommandSession> ended) {
        this.process = process;
        this.streams = streams;
        this.ended = ended;
    }

    @Override
    public OutputStream input() {
        return streams.input();
    }

    @Override
    public InputStream output() {
        return streams.output();
    }

    @Override
    public void resize(int columns, int rows) {
        try {
            streams.resize(columns, rows);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The terminal does not take its size.", e);
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
        streams.close();
        ended.accept(this);
    }
}
