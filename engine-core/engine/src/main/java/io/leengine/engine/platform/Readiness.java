package io.leengine.engine.platform;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this engine takes requests: from when nothing was missing, or from when that was awaited long enough.
 *
 * <p>What is missing later does not end it. Engines side by side share their parts, so a balancer before them would lose all
 * of them to one cell that is away, and with them whoever wants to mend that. Safe for any number of threads.
 */
final class Readiness {
    /** How long a new engine waits for its parts: a cluster that answers is there in a few seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final long began;
    private volatile boolean reached;

    /**
     * An engine that begins now.
     *
     * @param nanos as {@link System#nanoTime}
     */
    Readiness(LongSupplier nanos) {
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /**
     * Returns whether requests are taken.
     *
     * @param whole whether nothing is missing now
     */
    boolean reached(boolean whole) {
        if (!reached && (whole || nanos.getAsLong() - began >= PATIENCE.toNanos())) {
            reached = true;
        }
        return reached;
    }
}
