package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.CallContext;
import io.leengine.spi.scheduler.InstanceExec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What commands in an instance do.
 *
 * @param exec runs them
 * @param namespace of the instance
 * @param instance its id
 * @param patience how long each step may take
 * @param context makes the context of a call
 */
record CommandChecks(InstanceExec exec, String namespace, String instance, Duration patience, Supplier<CallContext> context) {
    private static final List<String> ARGUMENTS = List.of("a  b", "", "$HOME;'\"");
    private static final String PRINTED = String.join("\n", ARGUMENTS) + "\n";
    private static final int STATUS = 7;

    /** @param echo the command of {@link SchedulerConformance#echo()} */
    void all(Optional<List<String>> echo) throws Exception {
        ofOneThatIsNotThere(false);
        ofOneThatIsNotThere(true);
        if (echo.isPresent()) {
            ofOneThatAnswers(echo.get());
            ofOneThatIsClosed(echo.get());
        }
    }

    /** Images need no shell, nor any program one could name here: what is not there tells what is to be told. */
    private void ofOneThatIsNotThere(boolean terminal) throws Exception {
        try (InstanceExec.Session session = run(List.of("/no/such/program"), terminal)) {
            FutureTask<byte[]> printed = begin(() -> session.output().readAllBytes());
            assertNotEquals(0, end(begin(session::waitFor)), "a command that is not there");
            assertFalse(text(end(printed)).isBlank(), "it is said why it could not be started");
            if (terminal) {
                // What is told to a command that has ended does no harm.
                session.resize(100, 30);
            }
            Runnable once = session::close; // and again by the end of this
            once.run();
        }
    }

    /** Arguments come as they are, what is typed goes there while it runs, and the status comes back. */
    private void ofOneThatAnswers(List<String> echo) throws Exception {
        try (InstanceExec.Session session = answering(echo, false)) {
            assertEquals(PRINTED, read(session, PRINTED.length()), "its arguments");
            String typed = "typed\n";
            type(session, typed);
            assertEquals(typed, read(session, typed.length()), "while it runs");
            session.input().close();
            assertEquals("", text(end(begin(() -> session.output().readAllBytes()))), "nothing more");
            assertEquals(STATUS, end(begin(session::waitFor)));
        }
        try (InstanceExec.Session session = answering(echo, true)) {
            String printed = PRINTED.replace("\n", "\r\n");
            assertEquals(printed, read(session, printed.length()), "on a terminal");
            session.resize(100, 30);
            type(session, "typed\n");
            session.input().close();
            String rest = text(end(begin(() -> session.output().readAllBytes())));
            assertTrue(rest.contains("typed\r\n"), rest);
            assertEquals(STATUS, end(begin(session::waitFor)));
        }
    }

    /** Closing one ends what it prints, though it would go on. */
    private void ofOneThatIsClosed(List<String> echo) throws Exception {
        InstanceExec.Session session = begun(echo);
        FutureTask<byte[]> printed = begin(() -> session.output().readAllBytes());
        session.close();
        end(printed);
        session.close();
    }

    /** Returns one that runs, and waits to be typed to. */
    InstanceExec.Session begun(List<String> echo) throws Exception {
        InstanceExec.Session session = answering(echo, false);
        assertEquals(PRINTED, read(session, PRINTED.length()), "its arguments");
        return session;
    }

    private InstanceExec.Session answering(List<String> echo, boolean terminal) throws InterruptedException {
        List<String> command = new ArrayList<>(echo);
        command.addAll(ARGUMENTS);
        return run(command, terminal);
    }

    private InstanceExec.Session run(List<String> command, boolean terminal) throws InterruptedException {
        return exec.exec(context.get(), namespace, instance, command, terminal);
    }

    private static void type(InstanceExec.Session session, String text) throws Exception {
        session.input().write(text.getBytes(StandardCharsets.UTF_8));
        session.input().flush();
    }

    private String read(InstanceExec.Session session, int length) throws Exception {
        return text(end(begin(() -> session.output().readNBytes(length))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T> FutureTask<T> begin(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    /** Waits for it, and throws what it threw. */
    private <T> T end(FutureTask<T> task) throws Exception {
        try {
            return task.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            task.cancel(true);
        }
    }

    /** Waits for the status of one. */
    int status(InstanceExec.Session session) throws Exception {
        return end(begin(session::waitFor));
    }
}
