package io.leengine.scheduler.k8s;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * Work on another thread for somebody who may give up waiting. What it brings when nobody waits any more is handed to whoever
 * clears it away, so that nothing stays open that nobody knows of.
 *
 * @param <R> what it brings
 */
final class Attempt<R> extends FutureTask<R> {
    private final Consumer<R> late;

    Attempt(Callable<R> work, Consumer<R> late) {
        super(work);
        this.late = late;
    }

    @Override
    protected void set(R value) {
        super.set(value);
        if (isCancelled()) {
            late.accept(value);
        }
    }

    /**
     * Nobody waits any more.
     *
     * @param interrupt whether the work is interrupted, too
     */
    void leave(boolean interrupt) {
        if (!cancel(interrupt) && state() == State.SUCCESS) {
            late.accept(resultNow()); // it came just when the waiting ended
        }
    }
}
