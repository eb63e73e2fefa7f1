package io.leengine.bus.etcd;

import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of a lease. By this machine's own clock it ends a little before etcd would end it, counted from when the
 * request left that renewed it last; so nobody believes in one that etcd has given up.
 */
final class EtcdLease implements Lease {
    private static final long LEAST_MARGIN_NANOS = Duration.ofMillis(200).toNanos();
    private static final int MARGIN_PART = 10;
    private static final int RENEWALS = 3;

    private final LeaseKeeper keeper;
    private final long number;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private long renewed;
    private long nanos;
    private boolean ended;

    /** @param asked when the request for it left, as {@link System#nanoTime()} */
    EtcdLease(LeaseKeeper keeper, long number, long asked, long seconds) {
        this.keeper = keeper;
        this.number = number;
        this.renewed = asked;
        this.nanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    long number() {
        return number;
    }

    boolean isOf(LeaseKeeper other) {
        return keeper == other;
    }

    @Override
    public String id() {
        return Long.toHexString(number);
    }

    @Override
    public boolean alive() {
        lock.lock();
        try {
            if (!ended && left() <= 0) {
                end();
            }
            return !ended;
        } finally {
            lock.unlock();
        }
    }

    private long left() {
        return renewed + nanos - Math.max(LEAST_MARGIN_NANOS, nanos / MARGIN_PART) - System.nanoTime();
    }

    /** Returns for how long it is alive still. */
    Limit limit() {
        lock.lock();
        try {
            return Limit.in(Duration.ofNanos(ended ? 0 : Math.max(0, left())));
        } finally {
            lock.unlock();
        }
    }

    /** Says that etcd has renewed it; one that has ended stays so. */
    void renewed(long asked, long seconds) {
        lock.lock();
        try {
            if (alive()) {
                renewed = asked;
                nanos = TimeUnit.SECONDS.toNanos(seconds);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it here. Returns whether it was alive. */
    boolean end() {
        lock.lock();
        try {
            boolean was = !ended;
            ended = true;
            over.signalAll();
            return was;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is to be renewed or has ended. */
    void awaitRenewal() throws InterruptedException {
        await(nanos / RENEWALS);
    }

    /** Waits a little, so that a renewal that failed is not tried again at once. */
    void awaitRetry() throws InterruptedException {
        await(LEAST_MARGIN_NANOS);
    }

    private void await(long time) throws InterruptedException {
        lock.lock();
        try {
            long left = time;
            while (!ended && left > 0) {
                left = over.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (end()) {
            keeper.revoke(this);
        }
    }
}
