package io.leengine.registry.ceph.rados;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way to the cluster, made in the background, again and again until it stands. While the first try is under way, calls
 * wait for it; after one that failed, they fail with the reason at once.
 */
final class Session implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final long PAUSE_SECONDS = 5;
    private static final long JOIN_MILLIS = 20_000;

    private final Target target;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread connecting;
    private Connection connection;
    private EngineException failure;
    private boolean closed;

    Session(Target target) {
        this.target = target;
        // A native call that waits: not for a virtual thread.
        connecting = Thread.ofPlatform().daemon().name("registry-rados-connect").start(this::connect);
    }

    private void connect() {
        try {
            while (!attempt()) {
                lock.lockInterruptibly();
                try {
                    if (closed || changed.await(PAUSE_SECONDS, TimeUnit.SECONDS) && closed) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt() throws InterruptedException {
        Connection made = null;
        EngineException reason = null;
        try {
            made = Connection.open(target);
        } catch (EngineException e) {
            reason = e;
        }
        lock.lock();
        try {
            if (!closed) {
                if (reason != null && failure == null) {
                    LOG.log(System.Logger.Level.WARNING, "The registry's storage on Ceph does not connect; it is tried again",
                        reason);
                }
                connection = made;
                failure = reason;
                changed.signalAll();
                return made != null;
            }
        } finally {
            lock.unlock();
        }
        if (made != null) {
            made.close();
        }
        return true;
    }

    /** Returns the connection; waits for the first try to end, at most an operation's time. */
    Connection connection() throws InterruptedException {
        long nanos = target.timeout().toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                if (closed) {
                    throw new EngineException(ErrorCode.UNAVAILABLE, "The registry's storage is closed.");
                }
                if (connection != null) {
                    return connection;
                }
                if (failure != null) {
                    // A new one each time, for those who catch it may add to it.
                    throw failure.withNextStep(failure.nextStep().orElseThrow());
                }
                if (nanos <= 0) {
                    throw new EngineException(ErrorCode.TIMEOUT, "Connecting to Ceph takes longer than "
                        + target.timeout().toSeconds() + " s.").withNextStep("Check that the monitors are reached from here.");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns why there is no connection; empty while there is one, or the first try is under way. */
    Optional<Health> failure() {
        lock.lock();
        try {
            return closed ? Optional.of(Health.down("The storage is closed."))
                : Optional.ofNullable(failure).map(why -> Health.down(why.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection; calls under way end. Waits for a try that is under way, for that has no other end. */
    @Override
    public void close() {
        Connection last;
        lock.lock();
        try {
            closed = true;
            last = connection;
            connection = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            connecting.join(JOIN_MILLIS);
            if (last != null) {
                last.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
