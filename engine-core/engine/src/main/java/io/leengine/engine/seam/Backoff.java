package io.leengine.engine.seam;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Exponential back-off with full jitter above one half; for one thread. */
public final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration most;
    private int failures;

    /** From the first wait up to the longest. */
    public Backoff(Duration first, Duration most) {
        this.first = first;
        this.most = most;
    }

    /** Returns how long to wait after one more failure. */
    public Duration next() {
        long wait = Math.min(most.toMillis(), first.toMillis() << Math.min(failures++, MOST_DOUBLINGS));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }

    /** It went well: the next failure waits the first time again. */
    public void reset() {
        failures = 0;
    }
}
