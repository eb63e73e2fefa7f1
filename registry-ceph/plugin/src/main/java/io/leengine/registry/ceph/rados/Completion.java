package io.leengine.registry.ceph.rados;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One operation under way, or ended. Its end comes from a thread of librados; who waits for it waits in Java, so that a
 * virtual thread gives its carrier back and an interrupt ends the wait. The operation itself goes on then: what librados
 * reads or writes for it belongs to it until {@link #afterwards} runs.
 */
final class Completion {
    private final String what;
    private final MemorySegment handle;
    private final long limitMillis;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private boolean released;

    /**
     * @param what what is done, for a person
     * @param handle librados' completion
     * @param limitMillis how long to wait at most; librados itself is told less
     */
    Completion(String what, MemorySegment handle, long limitMillis) {
        this.what = what;
        this.handle = handle;
        this.limitMillis = limitMillis;
    }

    MemorySegment handle() {
        return handle;
    }

    boolean isDone() {
        return end.isDone();
    }

    /**
     * Waits for the end.
     *
     * @return what the operation returned, 0 or more
     */
    int await() throws RadosException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(what + " was interrupted");
        }
        try {
            return checked(end.get(limitMillis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new RadosException(what, -RadosException.ETIMEDOUT);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " ended in no way it can end", e);
        }
    }

    private int checked(int result) throws RadosException {
        if (result < 0) {
            throw new RadosException(what, result);
        }
        return result;
    }

    /** Waits a while, whatever comes of it, and returns whether it has ended. */
    boolean awaitEnd(long millis) throws InterruptedException {
        try {
            end.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + " ended in no way it can end", e);
        }
        return true;
    }

    /** Gives back what the operation uses, once it has ended: now, or in librados' thread, which it must not hold up. */
    void afterwards(Runnable giveBack) {
        end.thenRun(giveBack);
    }

    /** Calls the operation off, if it has not ended. */
    synchronized void cancel(Librados librados, MemorySegment context) {
        if (!released) {
            // That it cannot be called off any more means that it is about to end.
            librados.cancel(context, handle);
        }
    }

    /** Called once, by librados' thread. */
    void ended(Librados librados) {
        int result = librados.returnValue(handle);
        release(librados);
        end.complete(result);
    }

    /** Gives the completion back to librados, which keeps it until the operation has ended. */
    synchronized void release(Librados librados) {
        released = true;
        librados.releaseCompletion(handle);
    }

    /** The operation was never begun. */
    void failed(int result) {
        end.complete(result);
    }
}
