package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildResult;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A run that one or more callers wait for. It ends with the first of them that gives up. */
final class SharedRun {
    private static final Duration END = Duration.ofSeconds(60);

    private final String id;
    private final BooleanSupplier closed;
    private final CountDownLatch started = new CountDownLatch(1);
    private RunLog log;
    private FutureTask<BuildResult> task;
    private volatile Thread thread;

    /**
     * @param closed whether the builder is being stopped, which is then the reason for an interrupt
     */
    SharedRun(String id, BooleanSupplier closed) {
        this.id = id;
        this.closed = closed;
    }

    /** Starts the run; called once, by the first caller. */
    void start(RunLog runLog, Callable<BuildResult> work) {
        log = runLog;
        task = new FutureTask<>(work);
        thread = Thread.ofVirtual().name("build-" + id).unstarted(task);
        thread.start();
        started.countDown();
    }

    /** Lets one more listener hear. */
    void join(BuildListener listener) throws InterruptedException {
        started.await();
        log.join(listener);
    }

    /** Waits for the run's end, and ends it when the time is up or the caller is interrupted. */
    BuildResult await(CallContext context) throws InterruptedException {
        try {
            // A little longer than the run itself has, which then says more precisely what took so long.
            return task.get(context.remaining().plus(END).toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, "The run did not end in time.", e);
        } catch (ExecutionException e) {
            throw translate(e.getCause());
        } finally {
            if (!task.isDone()) {
                end();
                awaitEnd();
            }
        }
    }

    private RuntimeException translate(Throwable cause) throws InterruptedException {
        if (cause instanceof EngineException e) {
            return e;
        } else if (cause instanceof RuntimeException e) {
            return e;
        } else if (cause instanceof Error e) {
            throw e;
        } else if (cause instanceof InterruptedException) {
            if (closed.getAsBoolean()) {
                return new EngineException(ErrorCode.UNAVAILABLE, "The builder was stopped during the run.", cause);
            }
            throw new InterruptedException("The run was ended.");
        }
        DiskFull.check(cause);
        return new EngineException(ErrorCode.INTERNAL, "The run failed: " + cause, cause);
    }

    /** Ends the run soon. */
    void end() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits until nothing of the run goes on. */
    void awaitEnd() {
        boolean interrupted = Thread.interrupted();
        try {
            if (thread != null) {
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
