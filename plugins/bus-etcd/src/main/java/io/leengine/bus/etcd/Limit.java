package io.leengine.bus.etcd;

import java.time.Duration;

/** A moment by which something must have ended. */
final class Limit {
    private final long end;

    private Limit(long end) {
        this.end = end;
    }

    static Limit in(Duration time) {
        return new Limit(System.nanoTime() + time.toNanos());
    }

    /** The earlier of this and a time from now. */
    Limit within(Duration time) {
        return nanos() < time.toNanos() ? this : in(time);
    }

    /** What is left, never negative. */
    long nanos() {
        return Math.max(0, end - System.nanoTime());
    }

    boolean over() {
        return nanos() == 0;
    }
}
