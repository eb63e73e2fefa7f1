package io.leengine.loadbalancer.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;

/**
 * The deadlines of the requests of one I/O thread, looked at every few milliseconds while there are any. That costs far
 * less than a timer for each request, of which hardly one ever goes off. Used by its own thread only.
 */
final class Deadlines {
    private static final long TICK_MILLIS = 10;

    /** Something with a deadline. */
    abstract static class Watched {
        private int slot = -1;

        /** Looks at the time; called again and again until removed. */
        abstract void look(long nowNanos);
    }

    private final List<Watched> watched = new ArrayList<>();
    private boolean ticking;

    void add(XnioIoThread thread, Watched one) {
        one.slot = watched.size();
        watched.add(one);
        if (!ticking) {
            ticking = true;
            tickLater(thread);
        }
    }

    void remove(Watched one) {
        if (one.slot < 0) {
            return;
        }
        Watched last = watched.removeLast();
        if (last != one) {
            watched.set(one.slot, last);
            last.slot = one.slot;
        }
        one.slot = -1;
    }

    private void tickLater(XnioIoThread thread) {
        thread.executeAfter(() -> tick(thread), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick(XnioIoThread thread) {
        long now = System.nanoTime();
        // From the end: one that removes itself is replaced by one that was looked at already.
        for (int i = watched.size() - 1; i >= 0; i--) {
            if (i < watched.size()) {
                watched.get(i).look(now);
            }
        }
        ticking = !watched.isEmpty();
        if (ticking) {
            tickLater(thread);
        }
    }
}
