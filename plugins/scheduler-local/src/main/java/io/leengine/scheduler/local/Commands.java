package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.local.sandbox.CommandStreams;
import io.leengine.scheduler.local.sandbox.HostProcess;
import io.leengine.scheduler.local.sandbox.Pipes;
import io.leengine.scheduler.local.sandbox.Pty;
import io.leengine.scheduler.local.sandbox.Sandboxes;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.InstanceExec;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Commands beside the applications in sandboxes, so that they end when the cell is closed. */
final class Commands implements AutoCloseable {
    private final Sandboxes sandboxes;
    private final Set<CommandSession> open = new HashSet<>();
    private boolean closed;

    Commands(Sandboxes sandboxes) {
        this.sandboxes = sandboxes;
    }

    /** Starts a command; {@code CONFLICT} while the instance's application does not run. */
    InstanceExec.Session start(InstanceRunner runner, List<String> command, boolean terminal) throws IOException {
        String id = runner.record().id();
        RunRecord run = runner.record().run().filter(it -> running(it.init()) && running(it.main()))
            .orElseThrow(() -> new EngineException(ErrorCode.CONFLICT, "The instance '" + id + "' does not run at this moment.")
                .withNextStep("Wait until it runs, or take another one."));
        CommandStreams streams = terminal ? Pty.open() : Pipes.open();
        CommandSession session = null;
        try {
            Process process = sandboxes.enter(id, run.init().orElseThrow(), run.main().orElseThrow(), streams, command);
            session = new CommandSession(process, streams, this::ended);
            add(session);
            // What it takes counts as the instance's, and ends with it.
            runner.sandbox().group().add(process.pid());
            streams.go();
            return session;
        } catch (IOException | RuntimeException e) {
            if (session != null) {
                session.close();
            } else {
                streams.close();
            }
            throw e;
        }
    }

    private static boolean running(Optional<HostProcess> process) {
        return process.filter(HostProcess::alive).isPresent();
    }

    private synchronized void add(CommandSession session) {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell is closed.");
        }
        open.add(session);
    }

    private synchronized void ended(CommandSession session) {
        open.remove(session);
    }

    /** Ends all of them. */
    @Override
    public void close() {
        Set<CommandSession> last;
        synchronized (this) {
            closed = true;
            last = Set.copyOf(open);
        }
        last.forEach(CommandSession::cut);
    }
}
