package io.leengine.engine.platform;

import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.reconcile.SoleWork;
import io.leengine.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Forgets what has had its time: tokens that ended, wrong passwords of long ago, log-ins nobody went on with, answers to
 * requests nobody will repeat any more, operations that ended long ago, and activity and statistics that were kept for long
 * enough.
 */
public final class Housekeeping implements KeyedQueue.Work, AutoCloseable {
    private static final Duration ANSWERS = Duration.ofDays(1);
    private static final Duration FAILURES = Duration.ofDays(1);
    private static final Duration OPERATIONS = Duration.ofDays(30);
    private static final String KEY = "housekeeping";
    private static final Duration PACE = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(1);
    /** Short transactions, so that whoever writes activity meanwhile does not wait. */
    private static final int ACTIVITY_AT_ONCE = 1_000;

    private final Store store;
    private final Clock clock;
    private final Duration keepActivity;
    private final Duration keepStatistics;
    private final SoleWork work;

    /** In a store, with how long activity and statistics are kept. */
    public Housekeeping(Store store, Clock clock, Duration keepActivity, Duration keepStatistics, Ownership ownership) {
        this.store = store;
        this.clock = clock;
        this.keepActivity = keepActivity;
        this.keepStatistics = keepStatistics;
        work = new SoleWork(KEY, this, ownership, store);
    }

    /** Begins. */
    public void start() {
        work.start();
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        Instant now = clock.instant();
        int removed = store.write(session -> {
            session.journal().deleteAnswered(now.minus(ANSWERS));
            session.users().deleteExpired(now);
            session.logIns().deleteOld(now.minus(FAILURES), now);
            session.operations().deleteEnded(now.minus(OPERATIONS));
            session.statistics().deleteBefore(now.minus(keepStatistics).atOffset(ZoneOffset.UTC).toLocalDate());
            return session.journal().deleteActivity(now.minus(keepActivity), ACTIVITY_AT_ONCE);
        });
        return Optional.of(removed == ACTIVITY_AT_ONCE ? SOON : PACE);
    }

    @Override
    public void close() {
        work.close();
    }
}
