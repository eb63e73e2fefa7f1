package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The upstreams that were left out while requests were under way, and those who wait for the end of these. */
final class Drain {
    private final Set<LiveUpstream> leftOut = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private volatile int waiting;

    /** Keeps sight of an upstream that was left out. */
    void add(LiveUpstream upstream) {
        leftOut.removeIf(old -> old.active() == 0);
        if (upstream.active() > 0) {
            leftOut.add(upstream);
        }
    }

    /** The last request to an upstream ended. Costs a glance unless somebody waits. */
    void ended() {
        if (waiting == 0) {
            return;
        }
        lock.lock();
        try {
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until none of these, nor any that was left out with such an endpoint, has a request under way. */
    boolean await(CallContext context, String host, Collection<Endpoint> endpoints, Collection<LiveUpstream> present)
            throws InterruptedException {
        List<LiveUpstream> awaited = new ArrayList<>();
        for (Collection<LiveUpstream> some : List.of(present, leftOut)) {
            for (LiveUpstream one : some) {
                if (one.host().equals(host) && endpoints.contains(one.endpoint())) {
                    awaited.add(one);
                }
            }
        }
        lock.lockInterruptibly();
        try {
            // Stated before the counts are read: who lowers a count after that sees that somebody waits.
            waiting++;
            while (awaited.stream().anyMatch(one -> one.active() > 0)) {
                if (ended.awaitNanos(context.remaining().toNanos()) <= 0) {
                    return awaited.stream().allMatch(one -> one.active() == 0);
                }
            }
            return true;
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
