package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.model.Identifiers;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The bus of one process: reads from memory, changes through the {@link Committer}. */
final class EmbeddedBus implements Bus, AutoCloseable {
    private static final int MOST_KEY = 1_024;
    private static final int MOST_VALUE = 1 << 20;

    private final Shared shared;
    private final Journal journal;
    private final Committer committer;

    /**
     * Opens the bus of a folder.
     *
     * @param name the configured name
     * @param folder where the journal is; made when absent
     * @param compactAt bytes from which the journal is written anew, if that at least halves it
     * @param history how many changes are kept for watches, at most
     */
    EmbeddedBus(String name, Path folder, long compactAt, int history) {
        this.shared = new Shared(name, new State(history));
        try {
            this.journal = Journal.open(folder, shared.state);
            endOrphans();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Bus '" + name + "' cannot use the folder '" + folder
                + "': " + e.getMessage(), e).withNextStep("Make the folder writable, or configure another.");
        }
        this.committer = new Committer(shared, journal, compactAt);
        committer.start();
    }

    /** One process at a time has the folder: whoever held the leases that are found in it is gone. */
    private void endOrphans() throws IOException {
        Batch batch = new Batch(shared.state);
        shared.state.items().stream().filter(item -> !item.lease().isEmpty()).map(Change.Set::key)
            .forEach(batch::remove);
        if (batch.changes().isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            journal.append(batch.changes().getLast().revision(), batch.changes());
            batch.changes().forEach(shared.state::apply);
            written = true;
        } finally {
            if (!written) {
                journal.close();
            }
        }
    }

    @Override
    public String name() {
        return shared.name;
    }

    @Override
    public Health health() {
        return shared.closed() ? Health.down("Bus '" + shared.name + "' is closed.") : committer.health();
    }

    @Override
    public Optional<Entry> get(CallContext context, String key) throws InterruptedException {
        checkKey(key);
        context.check("Reading from bus '" + shared.name + "'");
        shared.enter();
        try {
            return Optional.ofNullable(shared.state.item(key)).map(Change.Set::entry);
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public Listing list(CallContext context, String prefix) throws InterruptedException {
        checkPrefix(prefix);
        context.check("Reading from bus '" + shared.name + "'");
        shared.enter();
        try {
            return shared.state.list(prefix);
        } finally {
            shared.lock.unlock();
        }
    }

    @Override
    public long put(CallContext context, String key, byte[] value, Optional<Lease> lease) throws InterruptedException {
        byte[] copy = checked(context, key, value);
        Optional<EmbeddedLease> own = lease.map(this::own);
        return committer.commit(context, batch -> batch.set(key, copy, living(own)));
    }

    @Override
    public Optional<Long> compareAndSet(CallContext context, String key, long expected, byte[] value,
            Optional<Lease> lease) throws InterruptedException {
        byte[] copy = checked(context, key, value);
        checkRevision("expected", expected);
        Optional<EmbeddedLease> own = lease.map(this::own);
        return committer.commit(context, batch -> batch.modified(key) == expected
            ? Optional.of(batch.set(key, copy, living(own))) : Optional.empty());
    }

    @Override
    public boolean delete(CallContext context, String key, long expected) throws InterruptedException {
        checkKey(key);
        checkRevision("expected", expected);
        context.check("Writing to bus '" + shared.name + "'");
        return committer.commit(context, batch -> {
            long modified = batch.modified(key);
            if (modified == 0 || expected != 0 && expected != modified) {
                return false;
            }
            batch.remove(key);
            return true;
        });
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix) throws InterruptedException {
        return watchFrom(context, prefix, EmbeddedWatch.FROM_LIST);
    }

    @Override
    public Watch<BusEvent> watch(CallContext context, String prefix, long after) throws InterruptedException {
        checkRevision("after", after);
        return watchFrom(context, prefix, after);
    }

    private Watch<BusEvent> watchFrom(CallContext context, String prefix, long after) throws InterruptedException {
        checkPrefix(prefix);
        context.check("Watching bus '" + shared.name + "'");
        shared.enter();
        shared.lock.unlock();
        return new EmbeddedWatch(shared, prefix, after);
    }

    @Override
    public Lease grant(CallContext context, Duration time) throws InterruptedException {
        Identifiers.within("time", time.toMillis(), 1_000, 3_600_000);
        context.check("Granting a lease of bus '" + shared.name + "'");
        shared.enter();
        shared.lock.unlock();
        return new EmbeddedLease(shared, committer);
    }

    /** Ends the thread, all watches and calls, and frees the folder. Repeated: does nothing. */
    @Override
    public void close() throws IOException {
        shared.close();
        committer.stop();
        journal.close();
    }

    private byte[] checked(CallContext context, String key, byte[] value) {
        checkKey(key);
        if (value == null || value.length > MOST_VALUE) {
            throw EngineException.invalid("value", "A value has at most 1 MiB.");
        }
        context.check("Writing to bus '" + shared.name + "'");
        return value.clone();
    }

    private EmbeddedLease own(Lease lease) {
        if (lease instanceof EmbeddedLease own && own.isOf(shared)) {
            return own;
        }
        throw EngineException.invalid("lease", "The lease is not one of bus '" + shared.name + "'.");
    }

    private String living(Optional<EmbeddedLease> lease) {
        if (lease.isPresent() && lease.get().ended()) {
            throw new EngineException(ErrorCode.CONFLICT, "The lease " + lease.get().id() + " of bus '" + shared.name
                + "' has ended.").withNextStep("Grant another.");
        }
        return lease.map(EmbeddedLease::id).orElse("");
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
