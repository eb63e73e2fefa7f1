package io.leengine.engine.platform;

import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Forgets what has had its time: tokens that ended, wrong passwords of long ago, log-ins nobody went on with, answers to
 * requests nobody will repeat any more, and operations that ended long ago.
 */
public final class Housekeeping implements KeyedQueue.Work, AutoCloseable {
    private static final Duration ANSWERS = Duration.ofDays(1);
    private static final Duration FAILURES = Duration.ofDays(1);
    private static final Duration OPERATIONS = Duration.ofDays(30);
    private static final Duration PACE = Duration.ofHours(1);

    private final Store store;
    private final Clock clock;
    private final KeyedQueue queue = new KeyedQueue("housekeeping", 1, this);

    /** In a store. */
    public Housekeeping(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Begins. */
    public void start() {
        queue.add("all");
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        store.write(session -> {
            session.journal().deleteAnswered(clock.instant().minus(ANSWERS));
            session.users().deleteExpired(clock.instant());
            session.logIns().deleteOld(clock.instant().minus(FAILURES), clock.instant());
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
