package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What a watch has told of a group's nginx hosts. One that belongs to the group and whose agent has fallen silent goes on
 * sending requests by what it was told last, so it still counts for a while; after that the group goes on without it.
 */
final class Hosts {
    private final GroupKeys keys;
    private final Documents documents;
    private final Duration absence;
    private final LongSupplier nanos;
    private final Effects effects;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final HostTable table;
    /** By host, when it was first seen as silent. */
    private final Map<String, Long> silent = new HashMap<>();
    private long seen;
    private boolean closed;

    Hosts(GroupKeys keys, Documents documents, Duration absence, LongSupplier nanos, Effects effects) {
        this.keys = keys;
        this.documents = documents;
        this.absence = absence;
        this.nanos = nanos;
        this.effects = effects;
        this.table = new HostTable(keys, documents);
    }

    /** Takes in what the watch over the hosts' keys tells. */
    void take(BusEvent event) {
        lock.lock();
        try {
            switch (event) {
                case BusEvent.Listed listed -> {
                    table.replace(listed.listing());
                    seen = listed.listing().revision();
                }
                case BusEvent.Put put -> {
                    table.put(put.entry());
                    seen = put.entry().modified();
                }
                case BusEvent.Deleted deleted -> {
                    table.delete(deleted.key());
                    seen = deleted.revision();
                }
            }
            noteSilence();
            table.all().forEach(effects::told);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void noteSilence() {
        silent.keySet().retainAll(table.all().stream().map(Host::name).collect(Collectors.toSet()));
        table.all().forEach(host -> {
            if (host.alive().isPresent()) {
                silent.remove(host.name());
            } else {
                silent.putIfAbsent(host.name(), nanos.getAsLong());
            }
        });
    }

    /** Returns the hosts that belong to the group as far as was told, sorted by name. */
    List<Host> members() {
        lock.lock();
        try {
            return table.members();
        } finally {
            lock.unlock();
        }
    }

    /** Asks the bus which hosts belong to the group now: those that must have been told before a change is done. */
    List<Host> now(CallContext context, Bus bus) throws InterruptedException {
        HostTable asked = new HostTable(keys, documents);
        asked.replace(bus.list(context, keys.hosts()));
        return asked.members();
    }

    /** What somebody waits for of each host that counts. */
    interface Wish {
        boolean isGranted(Host host);
    }

    /**
     * Waits until some hosts grant a wish, have left the group, or have been silent for so long that they do not count.
     *
     * @param hosts as the bus showed them at some time, which may be before or after what the watch has told
     * @return those that are still missing when the time is up; empty when none is
     * @throws EngineException {@code UNAVAILABLE} once this is closed
     */
    List<Host> await(List<Host> hosts, Wish wish, Duration limit) throws InterruptedException {
        long deadline = nanos.getAsLong() + limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                if (closed) {
                    throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
                }
                long now = nanos.getAsLong();
                List<Host> missing = hosts.stream().filter(host -> isMissing(host, wish, now)).toList();
                if (missing.isEmpty() || deadline - now <= 0) {
                    return missing;
                }
                long next = missing.stream().mapToLong(host -> patience(host, now)).min().getAsLong();
                changed.await(Math.min(deadline - now, next), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isMissing(Host host, Wish wish, long now) {
        Optional<Host> told = table.find(host.name()).filter(each -> each.member().isPresent());
        boolean left = told.isEmpty() && seen >= host.joined();
        return !left && !wish.isGranted(host) && told.filter(wish::isGranted).isEmpty() && patience(host, now) > 0;
    }

    /** Returns for how many nanoseconds a host still counts; those that live count for ever. */
    private long patience(Host host, long now) {
        Long since = silent.get(host.name());
        return since == null ? Long.MAX_VALUE : absence.toNanos() - (now - since);
    }
}
