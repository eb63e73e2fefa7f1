package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.function.Supplier;

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
        return until(limit, () -> what, condition);
    }

    /** As above; what was waited for in vain is asked at the end, so that it can say how far it came. */
    static Duration until(Duration limit, Supplier<String> what, Condition condition) throws Exception {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - began > limit.toNanos()) {
                throw new AssertionError("Not within " + limit.toSeconds() + " s: " + what.get());
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
