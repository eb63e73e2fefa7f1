package io.leengine.builder.maven;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs library code that knows no deadline. It gets a virtual thread, where an interrupt breaks even a socket read; the
 * caller leaves only when that thread has ended.
 */
final class Limited {
    private static final Duration END = Duration.ofSeconds(20);

    private Limited() {
    }

    /** Returns what the task returns; past the time limit it is interrupted and the answer is {@code TIMEOUT}. */
    static <T> T call(CallContext context, String what, Callable<T> task)
            throws InterruptedException, ExecutionException {
        context.check(what);
        var future = new FutureTask<>(task);
        Thread thread = Thread.ofVirtual().name("builder-" + what).start(future);
        try {
            return future.get(context.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, what + " did not end in time and was ended.", e);
        } finally {
            if (thread.isAlive()) {
                end(thread);
            }
        }
    }

    private static void end(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.interrupt();
            thread.join(END);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
