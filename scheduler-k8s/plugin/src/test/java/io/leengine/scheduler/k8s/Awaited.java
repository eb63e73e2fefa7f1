package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;

/** Waits for what a test cannot be told of. */
final class Awaited {
    private static final long LOOK_MILLIS = 20;

    private Awaited() {
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    interface Call<R> {
        R make() throws InterruptedException;
    }

    /** Returns how long it took. */
    static Duration until(Duration limit, String what, Condition condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - began > limit.toNanos()) {
                throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what);
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Makes a call as the engine does: again while the cell is said to be unavailable. */
    static <R> R persist(Duration limit, Call<R> call) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                return call.make();
            } catch (EngineException e) {
                boolean passing = e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.TIMEOUT;
                if (!passing || System.nanoTime() - began > limit.toNanos()) {
                    throw e;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }
}
