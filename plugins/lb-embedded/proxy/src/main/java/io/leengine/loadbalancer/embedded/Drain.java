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
    private volatile Runnable successor;

    /** Keeps sight of an upstream that was left out. */
    void add(LiveUpstream upstream) {
        leftOut.removeIf(old -> old.active() == 0);
        if (upstream.active() > 0) {
            leftOut.add(upstream);
        }
    }

    /** From now on a part that waits for the requests of this one is told as well. */
    void alsoTell(Runnable told) {
        successor = told;
    }

    /** The last request to an upstream ended. Costs a glance or two unless somebody waits. */
    void ended() {
        Runnable tell = successor;
        if (tell != null) {
            tell.run();
        }
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
        List<LiveUpstream> awaited = matching(host, endpoints, present);
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

    /** Returns how many requests are under way to these, and to any that was left out with such an endpoint. */
    int underWay(String host, Collection<Endpoint> endpoints, Collection<LiveUpstream> present) {
        return matching(host, endpoints, present).stream().mapToInt(LiveUpstream::active).sum();
    }

    private List<LiveUpstream> matching(String host, Collection<Endpoint> endpoints, Collection<LiveUpstream> present) {
        List<LiveUpstream> found = new ArrayList<>();
        for (Collection<LiveUpstream> some : List.of(present, leftOut)) {
            for (LiveUpstream one : some) {
                if (one.host().equals(host) && endpoints.contains(one.endpoint())) {
                    found.add(one);
                }
            }
        }
        return found;
    }
}
