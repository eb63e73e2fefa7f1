package io.leengine.loadbalancer.embedded;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * What one I/O thread has under way. The deadlines of requests are looked at every few milliseconds while there are any:
 * that costs far less than a timer for each request, of which hardly one ever goes off. Tunnels have none. Used by its
 * own thread only.
 */
final class UnderWay {
    private static final Logger LOG = System.getLogger(UnderWay.class.getName());
    private static final long TICK_MILLIS = 10;

    /** Something that can be cut. */
    interface Cuttable {
        /** Closes the client's connection, with which this ends. */
        void cut();
    }

    /** A request, with a deadline. */
    abstract static class Watched implements Cuttable {
        private int slot = -1;

        /** Looks at the time; called again and again until removed. */
        abstract void look(long nowNanos);
    }

    private final List<Watched> requests = new ArrayList<>();
    private final Set<Cuttable> tunnels = new HashSet<>();
    private boolean ticking;
    private Runnable atEnd;
    private XnioExecutor.Key cutting;

    void add(XnioIoThread thread, Watched one) {
        one.slot = requests.size();
        requests.add(one);
        if (!ticking) {
            ticking = true;
            tickLater(thread);
        }
    }

    void remove(Watched one) {
        if (one.slot < 0) {
            return;
        }
        Watched last = requests.removeLast();
        if (last != one) {
            requests.set(one.slot, last);
            last.slot = one.slot;
        }
        one.slot = -1;
        endIfDone();
    }

    void addTunnel(Cuttable tunnel) {
        tunnels.add(tunnel);
    }

    void removeTunnel(Cuttable tunnel) {
        if (tunnels.remove(tunnel)) {
            endIfDone();
        }
    }

    /** Nothing more is added. What is there may go on up to the limit; the end of the last is told once. */
    void leave(XnioIoThread thread, Duration limit, Runnable whenEmpty) {
        atEnd = whenEmpty;
        if (!requests.isEmpty() || !tunnels.isEmpty()) {
            cutting = thread.executeAfter(this::cut, limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        endIfDone();
    }

    private void endIfDone() {
        if (atEnd != null && requests.isEmpty() && tunnels.isEmpty()) {
            Runnable tell = atEnd;
            atEnd = null;
            if (cutting != null) {
                // The thread's timer would hold this, and with it the part that has gone.
                cutting.remove();
            }
            tell.run();
        }
    }

    private void cut() {
        List<Cuttable> left = new ArrayList<>(requests);
        left.addAll(tunnels);
        LOG.log(Level.INFO, "{0} requests of a part that has gone took too long and are cut", left.size());
        left.forEach(Cuttable::cut);
    }

    private void tickLater(XnioIoThread thread) {
        thread.executeAfter(() -> tick(thread), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick(XnioIoThread thread) {
        long now = System.nanoTime();
        // From the end: one that removes itself is replaced by one that was looked at already.
        for (int i = requests.size() - 1; i >= 0; i--) {
            if (i < requests.size()) {
                requests.get(i).look(now);
            }
        }
        ticking = !requests.isEmpty();
        if (ticking) {
            tickLater(thread);
        }
    }
}
