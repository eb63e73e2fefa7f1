package io.leengine.bus.etcd;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The bus on etcd: checks what is asked and has it done by {@link Workers}. */
final class EtcdBus implements Bus {
    private static final Logger LOG = System.getLogger(EtcdBus.class.getName());
    private static final int MOST_KEY = 1_024;
    private static final int MOST_VALUE = 1 << 20;
    private static final Duration OPEN = Duration.ofSeconds(30);

    private final Options options;
    private final Workers workers;
    private final Faults faults;
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
    private final Parts parts;
    private volatile boolean closed;

    /** What talks to etcd. */
    private record Parts(Members members, Caller caller, Keys keys, LeaseKeeper leases, Pulse pulse) {
    }

    /** Begins to look for etcd; whether it answers is told by the health. */
    EtcdBus(Options options) throws InterruptedException {
        this.options = options;
        this.workers = new Workers(options.name());
        this.faults = new Faults(options);
        boolean open = false;
        try {
            this.parts = workers.await("Opening bus '" + options.name() + "'", Limit.in(OPEN), this::connect);
            workers.start(parts.pulse::beat);
            open = true;
        } finally {
            if (!open) {
                workers.close();
            }
        }
    }

    private Parts connect() {
        Members members = new Members(options, workers.executor());
        Caller caller = new Caller(members, new Login(options), faults);
        Keys keys = new Keys(caller, options.keys());
        return new Parts(members, caller, keys, new LeaseKeeper(options.name(), workers, caller),
            new Pulse(options, members, caller, keys, faults));
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public Health health() {
        return closed ? Health.down("Bus '" + options.name() + "' is closed.") : parts.pulse.health();
    }

    /** A call to etcd. */
    private interface Work<T> {
        T in(Limit limit) throws InterruptedException, StatusException;
    }

    private <T> T call(CallContext context, String what, Work<T> work) throws InterruptedException {
        context.check(what);
        if (closed) {
            throw workers.closed();
        }
        Limit limit = Limit.in(context.remaining());
        return workers.await(what, limit, () -> {
            try {
                return work.in(limit);
            } catch (StatusException e) {
                throw faults.refused(what, e);
            }
        });
    }

    @Override
    public Optional<Entry> get(CallContext context, String key) throws InterruptedException {
        checkKey(key);
        String what = "Reading from bus '" + options.name() + "'";
        return call(context, what, limit -> parts.keys.get(what, limit, key));
    }

    @Override
    public Listing list(CallContext context, String prefix) throws InterruptedException {
        checkPrefix(prefix);
        String what = "Reading from bus '" + options.name() + "'";
        Keys.Read read = call(context, what, limit -> parts.keys.list(what, limit, prefix));
        return new Listing(read.moment().revision(), read.entries());
    }

    @Override
    public long put(CallContext context, String key, byte[] value, Optional<Lease> lease) throws InterruptedException {
        ByteString copy = checked(key, value);
        Optional<EtcdLease> own = lease.map(this::own);
        String what = writing();
        return call(context, what, limit -> withLease(own, () -> parts.keys.put(what, limit, key, copy, own)));
    }

    @Override
    public Optional<Long> compareAndSet(CallContext context, String key, long expected, byte[] value,
            Optional<Lease> lease) throws InterruptedException {
        ByteString copy = checked(key, value);
        checkRevision("expected", expected);
        Optional<EtcdLease> own = lease.map(this::own);
        String what = writing();
        return call(context, what,
            limit -> withLease(own, () -> parts.keys.compareAndSet(what, limit, key, expected, copy, own)));
    }

    @Override
    public boolean delete(CallContext context, String key, long expected) throws InterruptedException {
        checkKey(key);
        checkRevision("expected", expected);
        String what = writing();
        return call(context, what, limit -> parts.keys.delete(what, limit, key, expected));
    }

    private String writing() {
        return "Writing to bus '" + options.name() + "'";
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix) throws InterruptedException {
        return watchFrom(context, prefix, EtcdWatch.FROM_LIST);
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix, long after) throws InterruptedException {
        checkRevision("after", after);
        return watchFrom(context, prefix, after);
    }

    private Watch<BusEvent> watchFrom(CallContext context, String prefix, long after) throws InterruptedException {
        checkPrefix(prefix);
        return call(context, "Watching bus '" + options.name() + "'", limit -> {
            EtcdWatch watch = new EtcdWatch(options, parts.keys, parts.caller, faults, prefix, after, watches::remove);
            watches.add(watch);
            return watch.start(workers);
        });
    }

    @Override
    public Lease grant(CallContext context, Duration time) throws InterruptedException {
        Identifiers.within("time", time.toMillis(), 1_000, 3_600_000);
        String what = "Granting a lease of bus '" + options.name() + "'";
        return call(context, what, limit -> parts.leases.grant(what, limit, time));
    }

    /** Ends all that is under way, and every connection and thread. Repeated: does nothing. */
    void close() throws InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(watches).forEach(watch -> watch.end(workers.closed()));
        // Not on this thread, which outlives the bundle.
        Thread closing = Thread.ofVirtual().name("bus-etcd-" + options.name() + "-close").inheritInheritableThreadLocals(false)
            .start(this::disconnect);
        closing.join();
    }

    private void disconnect() {
        try {
            parts.leases.close();
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "bus '" + options.name() + "': leases are left to end by themselves", e);
        }
        try {
            workers.close();
            parts.members.close();
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "bus '" + options.name() + "' is not closed in order", e);
        }
    }

    private ByteString checked(String key, byte[] value) {
        checkKey(key);
        if (value == null || value.length > MOST_VALUE) {
            throw EngineException.invalid("value", "A value has at most 1 MiB.");
        }
        return ByteString.copyFrom(value);
    }

    private EtcdLease own(Lease lease) {
        if (lease instanceof EtcdLease own && own.isOf(parts.leases)) {
            return own;
        }
        throw EngineException.invalid("lease", "The lease is not one of bus '" + options.name() + "'.");
    }

    /** A change that fails because of its lease. */
    private interface Change<T> {
        T make() throws InterruptedException, StatusException;
    }

    private <T> T withLease(Optional<EtcdLease> lease, Change<T> change) throws InterruptedException, StatusException {
        if (lease.isPresent() && !lease.get().alive()) {
            throw ended(lease.get());
        }
        try {
            return change.make();
        } catch (StatusException e) {
            if (lease.isPresent() && LeaseKeeper.isGone(e)) {
                lease.get().end();
                throw ended(lease.get());
            }
            throw e;
        }
    }

    private EngineException ended(EtcdLease lease) {
        return new EngineException(ErrorCode.CONFLICT, "The lease " + lease.id() + " of bus '" + options.name()
            + "' has ended.").withNextStep("Grant another.");
    }

    private static void checkKey(String key) {
        if (key == null || key.isEmpty()) {
            throw EngineException.invalid("key", "A key has at least one character.");
        }
        checkPrefix(key);
    }

    private static void checkPrefix(String prefix) {
        if (prefix == null || prefix.length() > MOST_KEY || prefix.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw EngineException.invalid("key", "A key is at most 1,024 printable ASCII characters.");
        }
    }

    private static void checkRevision(String field, long revision) {
        if (revision < 0) {
            throw EngineException.invalid(field, "A revision is not negative.");
        }
    }
}
