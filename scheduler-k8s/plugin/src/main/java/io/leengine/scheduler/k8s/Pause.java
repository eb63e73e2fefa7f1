package io.leengine.scheduler.k8s;

import java.util.concurrent.ThreadLocalRandom;

/** Waits that grow from failure to failure, each by chance shorter, so that many who failed together do not come together. */
final class Pause {
    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = 15_000;

    private final long most;
    private long next = FIRST_MILLIS;

    Pause() {
        this(MOST_MILLIS);
    }

    /** @param most how many milliseconds it is at most */
    Pause(long most) {
        this.most = most;
    }

    void take() throws InterruptedException {
        Thread.sleep(next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1));
        next = Math.min(most, next * 2);
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
