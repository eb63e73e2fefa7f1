package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One run of a program, its output read into a log. The process lives no longer than the call: at a time-out, an
 * interrupt or a failing listener its whole tree is ended.
 *
 * <p>It is started and read by a platform thread of its own: the sandbox ends with the <em>thread</em> that started it,
 * which must therefore be neither a carrier of virtual threads nor older than the process.
 */
final class Command {
    private static final Duration END = Duration.ofSeconds(20);
    private static final List<String> DIE_WITH_ENGINE = List.of("setpriv", "--pdeathsig", "KILL");

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final RunLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private Process process;
    private boolean ended;
    private int exitCode;
    private volatile Throwable failure;

    /**
     * @param arguments the program and its arguments
     * @param environment the whole environment
     */
    Command(List<String> arguments, Map<String, String> environment, RunLog log) {
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Puts a program's arguments behind one that ends it with the engine. */
    static List<String> boundToEngine(List<String> arguments) {
        return java.util.stream.Stream.concat(DIE_WITH_ENGINE.stream(), arguments.stream()).toList();
    }

    /** Runs it to its end and returns the exit code. */
    int run(CallContext context, String what) throws InterruptedException {
        context.check(what);
        Thread thread = Thread.ofPlatform().name("builder-" + what).daemon().start(this::follow);
        boolean done = false;
        try {
            done = thread.join(context.remaining());
        } finally {
            end();
            finish(thread, done);
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw new EngineException(ErrorCode.INTERNAL, what + ": '" + arguments.getFirst()
                + "' could not be run: " + failure.getMessage(), failure);
        }
        if (!done) {
            throw new EngineException(ErrorCode.TIMEOUT, what + " did not end in time and was ended.");
        }
        return exitCode;
    }

    private void follow() {
        try {
            Process started = start();
            if (started != null) {
                new LineReader(log).read(started.getInputStream());
                exitCode = started.waitFor();
            }
        } catch (IOException e) {
            if (!hasEnded()) {
                failure = e;
            }
        } catch (InterruptedException e) {
            // Only finish() interrupts this thread, and it knows why.
            Thread.currentThread().interrupt();
        // catches all: what the reader's thread meets is thrown by the one who waits for the command
        } catch (RuntimeException | Error e) {
            failure = e;
            end();
        }
    }

    private Process start() throws IOException {
        lock.lock();
        try {
            if (ended) {
                return null;
            }
            var builder = new ProcessBuilder(arguments).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment);
            process = builder.start();
            process.getOutputStream().close();
            return process;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        if (process != null && process.isAlive()) {
            ProcessTree.end(process);
        }
    }

    /** Waits for the reading thread; a listener that holds it up is interrupted. */
    private static void finish(Thread thread, boolean done) {
        if (done) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            long half = TimeUnit.SECONDS.toMillis(END.toSeconds() / 4);
            if (!thread.join(Duration.ofMillis(half))) {
                thread.interrupt();
                thread.join(END);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
