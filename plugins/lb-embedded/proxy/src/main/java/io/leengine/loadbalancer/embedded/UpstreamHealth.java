package io.leengine.loadbalancer.embedded;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What requests and probes have shown of an upstream. */
final class UpstreamHealth {
    private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int TOP_LEVEL = 5;
    private static final double JITTER = 0.2;

    private volatile boolean down;
    /** Failures since the last answer; it outlives a probe, since one that takes connections may still break them. */
    private volatile int level;
    private volatile long failedAt;

    boolean down() {
        return down;
    }

    /** Returns a number that grows with the time of the last failure. */
    long failedAt() {
        return failedAt;
    }

    /** Returns whether an answer would be news. */
    boolean doubted() {
        return level != 0;
    }

    /** Notes a failure; returns whether the upstream was thought to be up until now. */
    synchronized boolean failed(AtomicLong clock) {
        failedAt = clock.incrementAndGet();
        boolean news = !down;
        if (news) {
            raise();
        }
        down = true;
        return news;
    }

    /** Notes an answer to a request; returns whether the upstream was thought to be down until now. */
    synchronized boolean answered() {
        level = 0;
        boolean news = down;
        down = false;
        return news;
    }

    /** Notes that a probe got through; returns whether that is news. */
    synchronized boolean reached() {
        boolean news = down;
        down = false;
        return news;
    }

    /** Notes that a probe did not get through. */
    synchronized void unreached() {
        raise();
    }

    private void raise() {
        level = Math.min(TOP_LEVEL, level + 1);
    }

    /** Returns how long to leave it alone: 1 s, doubled with each failure up to 10 s, and a little more or less. */
    long pauseNanos() {
        long pause = Math.min(MOST_NANOS, LEAST_NANOS << Math.max(0, level - 1));
        return (long) (pause * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }
}
