package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** A domain as it is served: what was stated, and the choice that requests are sent by. */
final class Domain {
    /** An upstream is the same as long as these are. */
    private record Key(Endpoint endpoint, String instance) {
    }

    private record Entry(Upstream upstream, LiveUpstream live) {
    }

    private final int ioThreads;
    private final Drain drain;
    private final ReentrantLock changes = new ReentrantLock();
    private final AtomicLong turns = new AtomicLong(ThreadLocalRandom.current().nextLong());
    private volatile DomainSpec spec;
    private volatile Choice<LiveUpstream> choice;
    private final List<LiveUpstream> unconfirmed = new ArrayList<>();
    private Map<Key, Entry> stated = Map.of();

    Domain(DomainSpec spec, int ioThreads, Drain drain) {
        this.spec = spec;
        this.ioThreads = ioThreads;
        this.drain = drain;
        refresh();
    }

    /** Returns the lock that makes one change of this domain follow another; requests never take it. */
    ReentrantLock changes() {
        return changes;
    }

    DomainSpec spec() {
        return spec;
    }

    void spec(DomainSpec next) {
        spec = next;
    }

    /** Replaces the upstreams; those that were left out stay {@link #unconfirmed} for now. */
    synchronized void replace(Collection<Upstream> upstreams) {
        Map<Key, Entry> before = stated;
        Map<Key, Entry> next = new LinkedHashMap<>();
        for (Upstream upstream : upstreams) {
            Key key = new Key(upstream.endpoint(), upstream.instance());
            Entry old = before.get(key);
            next.put(key, new Entry(upstream, old != null ? old.live()
                : new LiveUpstream(spec.host(), upstream.endpoint(), ioThreads, drain)));
        }
        stated = next;
        refresh();
        before.forEach((key, entry) -> {
            if (!next.containsKey(key)) {
                entry.live().leaveOut();
                drain.add(entry.live());
                unconfirmed.add(entry.live());
            }
        });
    }

    /** Returns those that were left out, but that a thread may still be sending to. */
    synchronized List<LiveUpstream> unconfirmed() {
        return List.copyOf(unconfirmed);
    }

    /** No thread sends to these any more. */
    synchronized void confirmed(Collection<LiveUpstream> left) {
        unconfirmed.removeAll(left);
    }

    /** Makes the choice anew, after the upstreams or the health of one have changed. */
    synchronized void refresh() {
        Map<LiveUpstream, Integer> weights = new LinkedHashMap<>();
        List<LiveUpstream> healthy = new ArrayList<>();
        List<LiveUpstream> down = new ArrayList<>();
        for (Entry entry : stated.values()) {
            weights.put(entry.live(), entry.upstream().weight());
            (entry.live().health().down() ? down : healthy).add(entry.live());
        }
        choice = new Choice<>(healthy, down, weights::get, live -> live.health().failedAt());
    }

    /**
     * Chooses an upstream and counts the request there.
     *
     * @return the upstream, to be released by the caller, or null when none is left to try
     */
    LiveUpstream acquire(Collection<LiveUpstream> tried) {
        while (true) {
            long turn = turns.getAndIncrement();
            Choice<LiveUpstream> now = choice;
            LiveUpstream chosen = tried.isEmpty() ? now.first(turn) : now.after(turn, tried);
            if (chosen == null || chosen.acquire()) {
                return chosen;
            }
            // Left out between the choice and the count: the next look sees the new choice.
        }
    }

    synchronized List<Upstream> upstreams() {
        return stated.values().stream().map(Entry::upstream).toList();
    }

    synchronized List<LiveUpstream> live() {
        return stated.values().stream().map(Entry::live).toList();
    }

    synchronized DomainStatus status() {
        return new DomainStatus(spec, stated.values().stream().map(e -> e.live().status(e.upstream())).toList());
    }
}
