package io.leengine.scheduler.local;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: doubled each time, with jitter so that many do not come at once. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 30;

    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int attempts;

    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /** Returns the next wait: between half of its step and the whole. */
    Duration next() {
        long step = first.toNanos() << Math.min(attempts, MOST_DOUBLINGS);
        attempts++;
        long whole = step <= 0 || step > most.toNanos() ? most.toNanos() : step;
        return Duration.ofNanos(random.nextLong(whole / 2, whole + 1));
    }

    /** All was well: the next wait is the first again. */
    void reset() {
        attempts = 0;
    }
}
