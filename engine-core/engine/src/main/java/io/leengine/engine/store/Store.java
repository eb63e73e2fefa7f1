package io.leengine.engine.store;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where everything that must not be lost is kept. A service; absent while the database cannot be reached at start.
 *
 * <p>Each call is one transaction at isolation "read committed" or stronger. What was written is durable when
 * {@link #write} returns. Work that throws is rolled back and its exception passed on. A transaction that lost against
 * another one (a serialization failure, a dead lock, a lock time-out) is done again from the start, a few times, so work
 * must have no effect but through its session; then it ends with {@code UNAVAILABLE}. A broken unique key ends with
 * {@code ALREADY_EXISTS}. A database that does not answer ends with {@code UNAVAILABLE}.
 */
@ProviderType
public interface Store {
    /** Reads; writing in it is an error. */
    <T> T read(Work<T> work);

    /** Reads and writes. */
    <T> T write(Work<T> work);

    /** Returns whether other engines may have the same database open. */
    default boolean shared() {
        return false;
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    @ConsumerType
    interface Work<T> {
        /** Does it; the session is valid only within. */
        T apply(Session session);
    }
}
