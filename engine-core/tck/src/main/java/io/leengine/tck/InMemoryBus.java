package io.leengine.tck;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bus seam at its plainest: a map under one lock. It is what tests of a plugin that needs a bus are given. What it
 * keeps outlives it when it is opened over a {@link Store}; one without a store begins empty.
 */
public final class InMemoryBus implements Bus, AutoCloseable {
    private static final int MOST_KEY = 1_024;
    private static final int MOST_VALUE = 1 << 20;
    private static final int HISTORY = 2_000;

    private final String name;
    private final Store store;
    private final ReentrantLock lock;
    private final Condition changed;
    private volatile boolean closed;

    /** What a bus keeps; one bus at a time is open over it. */
    public static final class Store {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final TreeMap<String, Entry> entries = new TreeMap<>();
        private final TreeMap<Long, BusEvent> history = new TreeMap<>();
        private final Map<String, String> leaseOfKey = new HashMap<>();
        private long revision;

        /** Makes an empty one. */
        public Store() {
            // Nothing to set.
        }
    }

    /** Makes an empty bus. */
    public InMemoryBus(String name) {
        this(name, new Store());
    }

    /** Opens a bus over what an earlier one left; the leases of that one have ended. */
    public InMemoryBus(String name, Store store) {
        this.name = name;
        this.store = store;
        this.lock = store.lock;
        this.changed = store.changed;
        lock.lock();
        try {
            List.copyOf(store.leaseOfKey.keySet()).forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        return closed ? Health.down("Bus '" + name + "' is closed.") : Health.up();
    }

    @Override
    public Optional<Entry> get(CallContext context, String key) throws InterruptedException {
        checkKey(key);
        enter(context);
        try {
            return Optional.ofNullable(store.entries.get(key));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Listing list(CallContext context, String prefix) throws InterruptedException {
        checkPrefix(prefix);
        enter(context);
        try {
            return listing(prefix);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long put(CallContext context, String key, byte[] value, Optional<Lease> lease) throws InterruptedException {
        checkKey(key);
        checkValue(value);
        enter(context);
        try {
            return set(key, value, lease);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Long> compareAndSet(CallContext context, String key, long expected, byte[] value,
            Optional<Lease> lease) throws InterruptedException {
        checkKey(key);
        checkValue(value);
        checkRevision("expected", expected);
        enter(context);
        try {
            Entry old = store.entries.get(key);
            return expected == (old == null ? 0 : old.modified())
                ? Optional.of(set(key, value, lease)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean delete(CallContext context, String key, long expected) throws InterruptedException {
        checkKey(key);
        checkRevision("expected", expected);
        enter(context);
        try {
            Entry old = store.entries.get(key);
            if (old == null || expected != 0 && expected != old.modified()) {
                return false;
            }
            remove(key);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix) throws InterruptedException {
        checkPrefix(prefix);
        enter(context);
        lock.unlock();
        return new Cursor(prefix, -1);
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix, long after) throws InterruptedException {
        checkPrefix(prefix);
        checkRevision("after", after);
        enter(context);
        lock.unlock();
        return new Cursor(prefix, after);
    }

    @Override
    public Lease grant(CallContext context, Duration time) throws InterruptedException {
        Identifiers.within("time", time.toMillis(), 1_000, 3_600_000);
        enter(context);
        lock.unlock();
        return new Held(UUID.randomUUID().toString());
    }

    /** Ends all calls and watches that wait; whatever comes later is {@code UNAVAILABLE}. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void enter(CallContext context) throws InterruptedException {
        context.check("The call to bus '" + name + "'");
        lock.lockInterruptibly();
        if (closed) {
            lock.unlock();
            throw unavailable();
        }
    }

    private Listing listing(String prefix) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : store.entries.tailMap(prefix, true).values()) {
            if (!entry.key().startsWith(prefix)) {
                break;
            }
            found.add(entry);
        }
        return new Listing(store.revision, found);
    }

    private long set(String key, byte[] value, Optional<Lease> lease) {
        String id = lease.map(this::living).orElse(null);
        Entry old = store.entries.get(key);
        store.revision++;
        Entry entry = new Entry(key, value.clone(), old == null ? store.revision : old.created(),
            store.revision);
        store.entries.put(key, entry);
        if (id == null) {
            store.leaseOfKey.remove(key);
        } else {
            store.leaseOfKey.put(key, id);
        }
        remember(new BusEvent.Put(entry));
        return store.revision;
    }

    private void remove(String key) {
        store.entries.remove(key);
        store.leaseOfKey.remove(key);
        store.revision++;
        remember(new BusEvent.Deleted(key, store.revision));
    }

    private void remember(BusEvent event) {
        store.history.put(store.revision, event);
        if (store.history.size() > HISTORY) {
            store.history.pollFirstEntry();
        }
        changed.signalAll();
    }

    private String living(Lease lease) {
        if (!(lease instanceof Held held) || !held.isOf(this)) {
            throw EngineException.invalid("lease", "The lease is not one of bus '" + name + "'.");
        }
        if (held.ended) {
            throw new EngineException(ErrorCode.CONFLICT, "The lease has ended.");
        }
        return held.id();
    }

    private EngineException unavailable() {
        return new EngineException(ErrorCode.UNAVAILABLE, "Bus '" + name + "' is closed.");
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

    private static void checkValue(byte[] value) {
        if (value == null || value.length > MOST_VALUE) {
            throw EngineException.invalid("value", "A value has at most 1 MiB.");
        }
    }

    private static void checkRevision(String field, long revision) {
        if (revision < 0) {
            throw EngineException.invalid(field, "A revision is not negative.");
        }
    }

    private final class Cursor implements Watch<BusEvent> {
        private final String prefix;
        private long seen;
        private boolean ended;

        Cursor(String prefix, long seen) {
            this.prefix = prefix;
            this.seen = seen;
        }

        @Override
        public Optional<BusEvent> next(Duration limit) throws InterruptedException {
            long left = limit.toNanos();
            lock.lockInterruptibly();
            try {
                while (true) {
                    if (closed || ended) {
                        throw unavailable();
                    }
                    Optional<BusEvent> event = step();
                    if (event.isPresent() || left <= 0) {
                        return event;
                    }
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        private Optional<BusEvent> step() {
            long oldest = store.history.isEmpty() ? store.revision + 1 : store.history.firstKey();
            if (seen < oldest - 1 || seen > store.revision) {
                seen = store.revision;
                return Optional.of(new BusEvent.Listed(listing(prefix)));
            }
            for (Map.Entry<Long, BusEvent> later : store.history.tailMap(seen, false).entrySet()) {
                seen = later.getKey();
                String key = switch (later.getValue()) {
                    case BusEvent.Put put -> put.entry().key();
                    case BusEvent.Deleted deleted -> deleted.key();
                    case BusEvent.Listed listed -> throw new IllegalStateException("A list is not a change.");
                };
                if (key.startsWith(prefix)) {
                    return Optional.of(later.getValue());
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Held implements Lease {
        private final String id;
        private volatile boolean ended;

        Held(String id) {
            this.id = id;
        }

        boolean isOf(InMemoryBus bus) {
            return InMemoryBus.this == bus;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public boolean alive() {
            return !ended && !closed;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!ended && !closed) {
                    List<String> keys = new ArrayList<>(store.leaseOfKey.keySet());
                    keys.removeIf(key -> !id.equals(store.leaseOfKey.get(key)));
                    keys.sort(null);
                    keys.forEach(InMemoryBus.this::remove);
                }
                ended = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
