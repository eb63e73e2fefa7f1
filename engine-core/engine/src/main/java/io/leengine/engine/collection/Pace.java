package io.leengine.engine.collection;

import java.time.Duration;

/**
 * Keeps a collection from taking what pushes and pulls need: after each piece of work it rests for a multiple of the time
 * that took, so that it slows down with a storage that is busy.
 *
 * @param rest how many times as long as the work; 0 for no rest
 * @param longest the longest rest
 */
public record Pace(int rest, Duration longest) {
    /** Works a fifth of the time. */
    public static final Pace USUAL = new Pace(4, Duration.ofSeconds(2));
    /** Never rests. */
    public static final Pace FULL = new Pace(0, Duration.ZERO);

    /** Rests after a piece of work. */
    void rest(long workNanos) throws InterruptedException {
        long nanos = Math.min(workNanos * rest, longest.toNanos());
        if (nanos > 0) {
            Thread.sleep(Duration.ofNanos(nanos));
        } else if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
