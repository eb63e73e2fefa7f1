package io.leengine.distro;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waits for something to become so. */
final class Await {
    private static final long STEP_MILLIS = 50;

    private Await() {
    }

    /** What keeps it from being so; empty once it is. */
    @FunctionalInterface
    interface Obstacle {
        Optional<String> find() throws Exception;
    }

    /** Something to do. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Fails with the obstacle when the time is up. */
    static void until(String what, Duration limit, Obstacle obstacle) throws Exception {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<String> found = obstacle.find();
        while (found.isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + limit.toSeconds() + " s for " + what + ": " + found.get());
            }
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            found = obstacle.find();
        }
    }

    static Optional<String> unless(boolean so, String obstacle) {
        return so ? Optional.empty() : Optional.of(obstacle);
    }
}
