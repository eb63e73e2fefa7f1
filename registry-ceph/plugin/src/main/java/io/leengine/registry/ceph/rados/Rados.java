package io.leengine.registry.ceph.rados;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A place in a cluster: the way there, and the memory that all who write and read there share.
 */
final class Rados implements AutoCloseable {
    /** How much one operation carries, in bytes. */
    static final int SLICE = 1 << 20;

    private static final int WRITES = 64;
    private static final int READS_AHEAD = 64;
    private static final int SPARE = 64;

    private final Target target;
    private final Session session;
    private final Buffers buffers = new Buffers(SLICE, SPARE);
    private final Semaphore writes = new Semaphore(WRITES);
    private final Semaphore readsAhead = new Semaphore(READS_AHEAD);

    /** Something done in the cluster. */
    @FunctionalInterface
    interface Step<T> {
        T run(Connection connection) throws RadosException, InterruptedException;
    }

    /** Begins to connect and returns at once. */
    Rados(Target target) {
        this.target = target;
        session = new Session(target);
    }

    Buffers buffers() {
        return buffers;
    }

    /** What limits the slices that are being written, by all together. */
    Semaphore writes() {
        return writes;
    }

    /** What limits the slices that are read before they are asked for, by all together. */
    Semaphore readsAhead() {
        return readsAhead;
    }

    Duration timeout() {
        return target.timeout();
    }

    /** Returns why there is no connection; empty while there is one, or the first try is under way. */
    Optional<Health> failure() {
        return session.failure();
    }

    /** Does something; a failure of the cluster becomes an engine's error that says what could not be done. */
    <T> T run(String what, Step<T> step) throws InterruptedException {
        try {
            return step.run(session.connection());
        } catch (RadosException e) {
            throw failure(what, e);
        }
    }

    private EngineException failure(String what, RadosException e) {
        String message = what + " failed. " + e.getMessage() + ".";
        if (e.isFull()) {
            return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, message, e)
                .withNextStep("Raise the quota of the pool '" + target.pool() + "', add room to the cluster or delete images, "
                    + "and push again.");
        }
        if (e.is(RadosException.ETIMEDOUT)) {
            return new EngineException(ErrorCode.TIMEOUT, message, e)
                .withNextStep("Look at the cluster ('ceph -s') and try again.");
        }
        return new EngineException(ErrorCode.UNAVAILABLE, message, e).withNextStep(e.isRefusal()
            ? "Give the user read and write capabilities on the pool ('ceph auth caps')."
            : "Look at the cluster ('ceph -s'); the engine's log says more.");
    }

    @Override
    public void close() {
        session.close();
        buffers.close();
    }
}
