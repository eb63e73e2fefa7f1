package io.leengine.spi.bus;

import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import io.leengine.spi.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What hosts say to each other: a flat, ordered map of keys with one revision counter over all, as etcd has. Every
 * change raises the store's revision by one. Reads and writes are linearizable; a change is durable when its call
 * returns.
 *
 * <p>Keys are 1 to 1,024 printable ASCII characters, by custom paths such as {@code /slb/public/domains/a.example}.
 * Values are at most 1 MiB.
 */
@ConsumerType
public interface Bus extends Seam {
    /** Returns a key's entry. */
    Optional<Entry> get(CallContext context, String key) throws InterruptedException;

    /** Returns all entries whose key has a prefix, sorted by key, and the revision they were read at. */
    Listing list(CallContext context, String prefix) throws InterruptedException;

    /**
     * Sets a key; with a lease, the key goes when the lease ends. Returns the store's new revision.
     *
     * @throws io.leengine.model.EngineException {@code CONFLICT} when the lease has ended, {@code INVALID} when it is
     *     one of another bus
     */
    long put(CallContext context, String key, byte[] value, Optional<Lease> lease) throws InterruptedException;

    /**
     * Sets a key if it was last changed at a given revision.
     *
     * @param expected the entry's {@link Entry#modified()}; 0 when the key must be absent
     * @return the new revision, or empty when somebody else was first and nothing changed
     * @throws io.leengine.model.EngineException as {@link #put} does, for its lease
     */
    Optional<Long> compareAndSet(CallContext context, String key, long expected, byte[] value, Optional<Lease> lease)
        throws InterruptedException;

    /**
     * Removes a key if it was last changed at a given revision.
     *
     * @param expected the entry's {@link Entry#modified()}; 0 removes it whatever it is
     * @return whether it was removed by this call
     */
    boolean delete(CallContext context, String key, long expected) throws InterruptedException;

    /**
     * Opens a watch over the keys with a prefix. The first event is {@link BusEvent.Listed}, then every change after the
     * revision it names, in order, none left out and none twice. When changes can no longer be told (compaction, a lost
     * connection) it lists again.
     */
    Watch<BusEvent> watch(CallContext context, String prefix) throws InterruptedException;

    /**
     * Opens a watch from a revision on: every change after it, in order, without a list first; when those changes are no
     * longer kept, it begins with {@link BusEvent.Listed}.
     */
    Watch<BusEvent> watch(CallContext context, String prefix, long after) throws InterruptedException;

    /**
     * Grants a lease. It lives until it is closed, or for its time after the process or the connection is gone; the
     * plugin keeps it alive by itself.
     *
     * @param time 1 s to 1 h
     */
    Lease grant(CallContext context, Duration time) throws InterruptedException;

    /**
     * A key and its value.
     *
     * @param key the key
     * @param value its bytes; owned by the record, not to be changed
     * @param created the revision that made it
     * @param modified the revision that last changed it
     */
    record Entry(String key, byte[] value, long created, long modified) {
    }

    /**
     * Some entries, and when they were so.
     *
     * @param revision of the store
     * @param entries sorted by key
     */
    record Listing(long revision, List<Entry> entries) {
        /** Copies the list. */
        public Listing {
            entries = List.copyOf(entries);
        }
    }
}
