package io.leengine.engine.platform;

import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Forgets what has had its time: tokens that ended, answers to requests nobody will repeat any more, and operations that
 * ended long ago.
 */
public final class Housekeeping implements KeyedQueue.Work, AutoCloseable {
    private static final Duration ANSWERS = Duration.ofDays(1);
    private static final Duration OPERATIONS = Duration.ofDays(30);
    private static final String KEY = "housekeeping";
    private static final Duration PACE = Duration.ofHours(1);

    private final Store store;
    private final Clock clock;
    private final KeyedQueue queue;

    /** In a store. */
    public Housekeeping(Store store, Clock clock, Ownership ownership) {
        this.store = store;
        this.clock = clock;
        queue = new KeyedQueue("housekeeping", 1, this, ownership, store);
        ownership.listen(queue.holder(this::start));
    }

    /** Begins. */
    public void start() {
        queue.add(KEY);
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        store.write(session -> {
            session.journal().deleteAnswered(clock.instant().minus(ANSWERS));
            session.users().deleteExpired(clock.instant());
            session.operations().deleteEnded(clock.instant().minus(OPERATIONS));
            return null;
        });
        return Optional.of(PACE);
    }

    @Override
    public void close() {
        queue.close();
    }
}
