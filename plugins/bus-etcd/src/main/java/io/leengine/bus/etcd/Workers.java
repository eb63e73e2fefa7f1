package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads of one bus, each for one piece of work. All that touches gRPC or Netty runs on them: both leave values of
 * their classes with the thread they run on, and a caller's thread, which outlives this bundle, would keep its class loader.
 */
final class Workers {
    private static final Logger LOG = System.getLogger(Workers.class.getName());
    /** Work ends by itself in its time; this is for what does not. */
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(3);

    private final String bus;
    private final ExecutorService executor;

    Workers(String bus) {
        this.bus = bus;
        this.executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("bus-etcd-" + bus + "-", 0).inheritInheritableThreadLocals(false).factory());
    }

    ExecutorService executor() {
        return executor;
    }

    /** Starts work that goes on until it is cancelled, and waits for nobody who would hear of a defect. */
    Future<?> start(Runnable work) {
        try {
            return executor.submit(() -> {
                try {
                    work.run();
                // catches all: said here, since nobody else would
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "bus '" + bus + "': work failed", e);
                    throw e;
                }
            });
        } catch (RejectedExecutionException e) {
            throw closed();
        }
    }

    /** Has something done and waits for it. An interrupt ends the wait at once, and the work soon after. */
    <T> T await(String what, Limit limit, Callable<T> work) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Future<T> future;
        try {
            future = executor.submit(work);
        } catch (RejectedExecutionException e) {
            throw closed();
        }
        try {
            return future.get(limit.nanos() + GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause());
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, what + " did not end in time.", e);
        } finally {
            future.cancel(true);
        }
    }

    private EngineException failure(String what, Throwable cause) {
        if (executor.isShutdown()) {
            return closed();
        }
        return cause instanceof EngineException known ? known
            : new EngineException(ErrorCode.INTERNAL, what + " failed: " + cause, cause);
    }

    EngineException closed() {
        return new EngineException(ErrorCode.UNAVAILABLE, "Bus '" + bus + "' is closed.");
    }

    /** Interrupts all work, and waits a little until it has ended. */
    void close() throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.log(Level.ERROR, "bus ''{0}'': work does not end", bus);
        }
    }
}
