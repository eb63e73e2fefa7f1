package io.leengine.rest.exec;

import io.leengine.http.Problem;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.rest.http.Answer;
import io.leengine.rest.http.Json;
import io.leengine.rest.http.Socket;
import io.leengine.rest.view.ProblemView;
import io.leengine.spi.scheduler.InstanceExec;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A command and its caller. One thread takes what is typed, one sends what is printed, one waits for the command's end; the
 * conversation's own sees that the caller still may, and ends them all.
 */
public final class ExecConversation implements Answer.Conversation {
    private static final System.Logger LOG = System.getLogger(ExecConversation.class.getName());
    /** What is taken back counts within a second. */
    private static final Duration CHECKED = Duration.ofMillis(500);
    /** An engine that cannot say whether the caller still may is one that is being swapped, or gone. */
    private static final Duration UNSURE = Duration.ofSeconds(10);
    /** What a command leaves running may keep its output open; so long it may still print. */
    private static final Duration AFTERGLOW = Duration.ofSeconds(1);
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int PRINTED_BYTES = 16 * 1024;

    /** What one of the threads, or the caller, has to say. */
    private sealed interface Event {
        /** The command has ended. */
        record Exited(int status) implements Event {
        }

        /** All that it printed is sent. */
        record Printed() implements Event {
        }

        /** The caller has gone. */
        record Gone() implements Event {
        }

        /** It cannot go on. */
        record Failed(Throwable cause) implements Event {
        }
    }

    /** What one of the threads does. */
    private interface Work {
        Event run() throws InterruptedException;
    }

    private final InstanceExec.Session session;
    private final ExecPlaces.Place place;
    private final ExecSettings settings;
    private final Runnable stillAllowed;
    private final Json json;
    private final String request;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private volatile long printedAt = System.nanoTime();
    private volatile boolean sending;
    private long allowedAt = System.nanoTime();

    /**
     * @param session the command, which is closed with this
     * @param place given back with this
     * @param stillAllowed throws once the caller may no longer
     * @param request its id
     */
    public ExecConversation(InstanceExec.Session session, ExecPlaces.Place place, ExecSettings settings,
            Runnable stillAllowed, Json json, String request) {
        this.session = session;
        this.place = place;
        this.settings = settings;
        this.stillAllowed = stillAllowed;
        this.json = json;
        this.request = request;
    }

    @Override
    public void close() {
        try (place) {
            session.close();
        }
    }

    @Override
    public void hold(Socket socket) throws InterruptedException {
        socket.onEnd(() -> events.add(new Event.Gone()));
        List<Thread> threads = List.of(start("input", () -> take(socket)), start("output", () -> print(socket)),
            start("end", () -> new Event.Exited(session.waitFor())));
        Event end = new Event.Failed(stopping());
        try {
            end = untilEnd(socket);
        } catch (InterruptedException _) {
            // The API is going: the caller is told, and whoever interrupted waits for that.
            LOG.log(System.Logger.Level.DEBUG, "[{0}] is ended with the API", request);
        } finally {
            try {
                close();
            } finally {
                // Also when the plugin cannot close its command.
                threads.forEach(Thread::interrupt);
                tell(socket, end);
                join(threads);
            }
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.join(FAREWELL)) {
                LOG.log(System.Logger.Level.WARNING, "{0} does not end; its plugin does not heed that it is closed",
                    thread.getName());
            }
        }
    }

    private Thread start(String name, Work work) {
        return Thread.ofVirtual().name("exec-" + request + "-" + name).start(() -> {
            try {
                events.add(work.run());
            } catch (InterruptedException _) {
                // The conversation is over: nobody waits for an event of it.
                Thread.currentThread().interrupt();
            // catches all, also of a bundle that was swapped meanwhile: whatever ends a thread has to end the conversation,
            // which says so in one place
            } catch (RuntimeException | LinkageError e) {
                events.add(new Event.Failed(e));
            }
        });
    }

    /** Returns what ended it; the command's own end only when all it printed is sent. */
    private Event untilEnd(Socket socket) throws InterruptedException {
        OptionalInt status = OptionalInt.empty();
        boolean printed = false;
        long pingedAt = System.nanoTime();
        while (status.isEmpty() || !printed && !quiet()) {
            Event event = events.poll(status.isEmpty() ? CHECKED.toMillis() : CHECKED.toMillis() / 5, TimeUnit.MILLISECONDS);
            switch (event) {
                case Event.Exited exited -> {
                    status = OptionalInt.of(exited.status());
                    printedAt = System.nanoTime();
                }
                case Event.Printed _ -> printed = true;
                case Event.Gone gone -> {
                    return gone;
                }
                case Event.Failed failed -> {
                    return failed;
                }
                case null -> {
                    if (since(pingedAt).compareTo(settings.heartbeat()) >= 0) {
                        socket.ping();
                        pingedAt = System.nanoTime();
                    }
                }
            }
            try {
                check(socket);
            // catches all: whoever can no longer be checked may no longer
            } catch (RuntimeException | LinkageError e) {
                return new Event.Failed(e);
            }
        }
        return new Event.Exited(status.getAsInt());
    }

    private boolean quiet() {
        return !sending && since(printedAt).compareTo(AFTERGLOW) >= 0;
    }

    private void check(Socket socket) {
        if (socket.idle().compareTo(settings.idle()) >= 0) {
            throw new EngineException(ErrorCode.TIMEOUT, "Nothing was typed and nothing printed for "
                + settings.idle().toSeconds() + " s.").withNextStep("Send a ping now and then to keep it.");
        }
        if (since(allowedAt).compareTo(CHECKED) < 0) {
            return;
        }
        try {
            stillAllowed.run();
            allowedAt = System.nanoTime();
        } catch (EngineException e) {
            if (!e.code().retryable() || since(allowedAt).compareTo(UNSURE) >= 0) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, "[{0}] cannot be checked at this moment: {1}", request, e.getMessage());
        }
    }

    private Event take(Socket socket) throws InterruptedException {
        boolean read = true;
        while (true) {
            Socket.Message message = socket.receive();
            switch (message.kind()) {
                case BINARY -> read = read && type(message.bytes());
                case TEXT -> {
                    ExecMessage said = json.read(message.bytes(), ExecMessage.class).checked();
                    said.resize().ifPresent(size -> session.resize(size.columns(), size.rows()));
                    read = read && !(said.close().isPresent() && closeInput());
                }
                case END -> {
                    return new Event.Gone();
                }
            }
        }
    }

    // Returns whether the command still reads. One that does not is no error: its end says what there is to say.
    private boolean type(byte[] bytes) {
        try {
            OutputStream input = session.input();
            input.write(bytes);
            input.flush();
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] the command reads no more: {1}", request, e.getMessage());
            return false;
        }
    }

    private boolean closeInput() {
        try {
            session.input().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "[{0}] the command read no more: {1}", request, e.getMessage());
        }
        return true;
    }

    private Event print(Socket socket) throws InterruptedException {
        byte[] bytes = new byte[PRINTED_BYTES];
        for (int count = read(bytes); count >= 0; count = read(bytes)) {
            sending = true;
            try {
                socket.send(bytes, count);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "[{0}] {1}", request, e.getMessage());
                return new Event.Gone();
            }
            printedAt = System.nanoTime();
            sending = false;
        }
        return new Event.Printed();
    }

    private int read(byte[] bytes) {
        try {
            int count = session.output().read(bytes);
            sending = count > 0;
            return count;
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "What the command prints cannot be read any more: "
                + e.getMessage(), e);
        }
    }

    private void tell(Socket socket, Event end) throws InterruptedException {
        switch (end) {
            case Event.Exited exited -> socket.end(ExecEnd.of(exited.status()), Socket.NORMAL);
            case Event.Failed failed -> socket.end(ExecEnd.of(problem(failed.cause())), Socket.FAILED);
            default -> LOG.log(System.Logger.Level.DEBUG, "[{0}] the caller has gone", request);
        }
    }

    private ProblemView problem(Throwable cause) {
        if (cause instanceof EngineException engine && engine.code() != ErrorCode.INTERNAL) {
            return ProblemView.of(Problem.of(engine, request));
        }
        LOG.log(System.Logger.Level.ERROR, "[" + request + "] a command in an instance failed", cause);
        return ProblemView.of(Problem.defect(request));
    }

    private static EngineException stopping() {
        return new EngineException(ErrorCode.UNAVAILABLE, "The API is being stopped.")
            .withNextStep("Try again in a few seconds.");
    }

    private static Duration since(long moment) {
        return Duration.ofNanos(System.nanoTime() - moment);
    }
}
