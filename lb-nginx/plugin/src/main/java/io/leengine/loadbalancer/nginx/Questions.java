package io.leengine.loadbalancer.nginx;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.loadbalancer.nginx.wire.AskDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks every nginx host of a group and gathers what they answer. A question is a leased key: it goes when its asker has
 * died.
 */
final class Questions implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Questions.class.getName());
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration TIDYING = Duration.ofSeconds(5);
    /** How often those that are still to answer are looked over: one may have left meanwhile. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final GroupKeys keys;
    private final Documents documents;
    private final Hosts hosts;
    private final ReentrantLock lock = new ReentrantLock();
    private Lease lease;
    private Bus leasedBy;
    private boolean closed;

    Questions(GroupKeys keys, Documents documents, Hosts hosts) {
        this.keys = keys;
        this.documents = documents;
        this.hosts = hosts;
    }

    /**
     * What hosts answered.
     *
     * @param byHost the parts of the whole answers, by host
     * @param missing the hosts that count and did not answer in time
     */
    record Answers(Map<String, List<AnswerDocument>> byHost, List<Host> missing) {
    }

    /** Makes the hosts take note of something, and returns the revision they have when they did. */
    long touch(CallContext context, Bus bus) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        try {
            return put(context, bus, id, new AskDocument(AskDocument.NOTHING, "", List.of()));
        } finally {
            tidy(bus, id);
        }
    }

    /** Asks, and waits until every host that counts has answered or the time is up. */
    Answers ask(CallContext context, Bus bus, AskDocument question, Duration limit) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + limit.toNanos();
        try (Watch<BusEvent> watch = bus.watch(context, keys.answers(id))) {
            put(context, bus, id, question);
            return gather(watch, id, hosts.now(context, bus), deadline);
        } finally {
            tidy(bus, id);
        }
    }

    /** Asks, and returns a host's first part as soon as there is one that says something; empty when the time is up. */
    Optional<AnswerDocument> first(CallContext context, Bus bus, AskDocument question, Duration limit)
            throws InterruptedException {
        String id = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + limit.toNanos();
        try (Watch<BusEvent> watch = bus.watch(context, keys.answers(id))) {
            put(context, bus, id, question);
            List<Host> asked = hosts.now(context, bus);
            Map<String, Map<String, AnswerDocument>> parts = new TreeMap<>();
            while (true) {
                Optional<AnswerDocument> found = parts.values().stream().flatMap(each -> each.values().stream())
                    .filter(each -> !each.text().isEmpty()).findFirst();
                long left = deadline - System.nanoTime();
                if (found.isPresent() || left <= 0
                        || hosts.await(asked, host -> parts.containsKey(host.name()), Duration.ZERO).isEmpty()) {
                    return found;
                }
                watch.next(Duration.ofNanos(Math.min(left, LOOK.toNanos()))).ifPresent(event -> take(event, id, parts));
            }
        } finally {
            tidy(bus, id);
        }
    }

    private Answers gather(Watch<BusEvent> watch, String id, List<Host> asked, long deadline)
            throws InterruptedException {
        Map<String, Map<String, AnswerDocument>> parts = new TreeMap<>();
        while (true) {
            List<Host> missing = hosts.await(asked, host -> isWhole(parts.get(host.name())), Duration.ZERO);
            long left = deadline - System.nanoTime();
            if (missing.isEmpty() || left <= 0) {
                Map<String, List<AnswerDocument>> whole = new TreeMap<>();
                parts.forEach((host, each) -> {
                    if (isWhole(each)) {
                        whole.put(host, List.copyOf(each.values()));
                    }
                });
                return new Answers(whole, missing);
            }
            watch.next(Duration.ofNanos(Math.min(left, LOOK.toNanos()))).ifPresent(event -> take(event, id, parts));
        }
    }

    private void take(BusEvent event, String id, Map<String, Map<String, AnswerDocument>> parts) {
        List<Bus.Entry> entries = new ArrayList<>();
        switch (event) {
            case BusEvent.Listed listed -> entries.addAll(listed.listing().entries());
            case BusEvent.Put put -> entries.add(put.entry());
            case BusEvent.Deleted deleted -> {
                // What was answered was answered.
            }
        }
        entries.forEach(entry -> documents.read(entry.value(), AnswerDocument.class).ifPresent(answer ->
            parts.computeIfAbsent(keys.answerer(id, entry.key()), host -> new TreeMap<>()).put(entry.key(), answer)));
    }

    private static boolean isWhole(Map<String, AnswerDocument> parts) {
        return parts != null && parts.values().stream().allMatch(each -> parts.size() >= each.parts());
    }

    private long put(CallContext context, Bus bus, String id, AskDocument question) throws InterruptedException {
        Lease mine = lease(context, bus);
        try {
            return bus.put(context, keys.ask(id), documents.write(question), Optional.of(mine));
        } catch (EngineException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // It was closed in that moment, or the bus was away for longer than it lasts.
            throw new EngineException(ErrorCode.UNAVAILABLE, "The hosts cannot be asked now: " + e.getMessage(), e);
        }
    }

    private Lease lease(CallContext context, Bus bus) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The load balancer is stopping.");
            }
            if (lease == null || !lease.alive() || leasedBy != bus) {
                lease = bus.grant(context, LEASE);
                leasedBy = bus;
            }
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a question back, also when whoever asked was interrupted; where that fails, it goes with the lease. */
    private void tidy(Bus bus, String id) {
        Thread.ofVirtual().name("lb-nginx-tidy").start(() -> {
            try {
                bus.delete(CallContext.of("lb-nginx-tidy", TIDYING), keys.ask(id), 0);
            } catch (EngineException e) {
                LOG.log(Level.DEBUG, "a question stays until its lease ends: {0}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            if (lease != null) {
                lease.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
