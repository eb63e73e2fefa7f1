package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AliveDocument;
import io.leengine.loadbalancer.nginx.wire.AppliedDocument;
import io.leengine.loadbalancer.nginx.wire.Documents;
import io.leengine.loadbalancer.nginx.wire.GroupKeys;
import io.leengine.loadbalancer.nginx.wire.MemberDocument;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Tells on the bus that this host belongs to its group, that its agent lives, and what is in effect. The first stays when
 * the agent goes, since nginx serves on; the others are leased. One thread writes, and writes again what was lost.
 */
final class Presence implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Presence.class.getName());
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Bus bus;
    private final GroupKeys keys;
    private final Documents documents;
    private final AgentOptions options;
    private final Clock clock;
    private final Instant since;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<AppliedDocument> applied = Optional.empty();
    private boolean unwritten;
    private Lease lease;

    Presence(Bus bus, GroupKeys keys, Documents documents, AgentOptions options, Clock clock) {
        this.bus = bus;
        this.keys = keys;
        this.documents = documents;
        this.options = options;
        this.clock = clock;
        this.since = clock.instant();
        this.thread = Thread.ofVirtual().name("agent-presence").start(this::run);
    }

    /** Every change of upstreams up to a revision is in effect. */
    void upstreams(long revision) {
        change(now -> new AppliedDocument(revision, now.settings(), clock.instant(), now.generation(), now.failures()));
    }

    /** Every change of settings up to a revision is in effect, but for the failures. */
    void settings(long revision, DataPlane.Outcome outcome) {
        List<AppliedDocument.Failure> failures = outcome.failures().entrySet().stream()
            .map(each -> new AppliedDocument.Failure(each.getKey(), each.getValue())).toList();
        change(now -> new AppliedDocument(now.upstreams(), revision, clock.instant(), outcome.generation(), failures));
    }

    /** Both lanes tell of theirs; what the other one has told meanwhile is kept. */
    private void change(UnaryOperator<AppliedDocument> change) {
        lock.lock();
        try {
            applied = Optional.of(change.apply(
                applied.orElseGet(() -> new AppliedDocument(0, 0, clock.instant(), 0, List.of()))));
            unwritten = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the lease for what goes when this agent does; empty while there is none. */
    Optional<Lease> lease() {
        lock.lock();
        try {
            return Optional.ofNullable(lease).filter(Lease::alive);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                try {
                    write();
                } catch (EngineException e) {
                    LOG.log(Level.WARNING, "group {0}: the bus was not told how this host is: {1}", options.group(),
                        e.getMessage());
                    lock.lock();
                    try {
                        unwritten = true;
                    } finally {
                        lock.unlock();
                    }
                    Thread.sleep(ThreadLocalRandom.current().nextLong(LOOK.toMillis() / 2, LOOK.toMillis()));
                }
                await();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!unwritten) {
                changed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write() throws InterruptedException {
        if (lease().isEmpty()) {
            join();
        }
        Optional<AppliedDocument> now;
        lock.lockInterruptibly();
        try {
            now = unwritten ? applied : Optional.empty();
            unwritten = false;
        } finally {
            lock.unlock();
        }
        if (now.isPresent()) {
            bus.put(context(), keys.applied(options.name()), documents.write(now.get()), lease());
        }
    }

    private void join() throws InterruptedException {
        byte[] member = documents.write(new MemberDocument(options.addresses()));
        Optional<Bus.Entry> present = bus.get(context(), keys.member(options.name()));
        if (present.isEmpty() || !Arrays.equals(present.get().value(), member)) {
            bus.put(context(), keys.member(options.name()), member, Optional.empty());
        }
        Lease granted = bus.grant(context(), LEASE);
        bus.put(context(), keys.alive(options.name()),
            documents.write(new AliveDocument(options.version(), options.nginx(), since)), Optional.of(granted));
        lock.lockInterruptibly();
        try {
            lease = granted;
            unwritten = true;
        } finally {
            lock.unlock();
        }
    }

    private static CallContext context() {
        return CallContext.of("agent-presence", CALL);
    }

    /** Ends the lease; that the host belongs to its group stays. */
    @Override
    public void close() {
        Threads.end(thread);
        lease().ifPresent(Lease::close);
    }
}
