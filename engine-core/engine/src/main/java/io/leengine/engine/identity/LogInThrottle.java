package io.leengine.engine.identity;

import io.leengine.engine.domain.LogInFailures;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Slows down guessing: after some wrong passwords in a row for a name or from an address, that one is closed for a while
 * that doubles. Kept in the store, so it holds at every engine and through a restart; kept by digest, since people type
 * passwords where names belong. An address has more tries than a name, for many people may share one.
 */
final class LogInThrottle {
    private static final int FREE_FOR_NAME = 5;
    private static final int FREE_FROM_ADDRESS = 30;
    private static final int MOST_DOUBLINGS = 8;
    private static final Duration FIRST_CLOSURE = Duration.ofSeconds(2);
    private static final Duration FORGOTTEN = Duration.ofHours(1);

    private final Store store;
    private final Clock clock;

    /**
     * What failures are counted for.
     *
     * @param key digest of what it is
     * @param free how many failures cost nothing
     * @param cleared whether a right password clears it
     */
    record Subject(String key, int free, boolean cleared) {
        static Subject name(String name) {
            return new Subject(Secrets.hash("name:" + name), FREE_FOR_NAME, true);
        }

        /** Not cleared by a right password: who has one account must not get more tries at others. */
        static Subject address(String address) {
            return new Subject(Secrets.hash("address:" + address), FREE_FROM_ADDRESS, false);
        }
    }

    LogInThrottle(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Throws {@code TOO_MANY_REQUESTS} while one of these is closed. */
    void check(List<Subject> subjects) {
        Optional<Instant> until = store.read(session -> subjects.stream()
            .flatMap(subject -> session.logIns().failures(subject.key()).stream()).map(LogInFailures::closedUntil)
            .max(Instant::compareTo));
        Duration left = until.map(end -> Duration.between(clock.instant(), end)).orElse(Duration.ZERO);
        if (left.isPositive()) {
            long seconds = Math.max(1, left.plusMillis(999).toSeconds());
            throw new EngineException(ErrorCode.TOO_MANY_REQUESTS, "Too many wrong passwords.")
                .withNextStep("Try again in " + seconds + " s.").withRetryAfter(Duration.ofSeconds(seconds));
        }
    }

    /** Returns until when a subject is closed, if it is. */
    Optional<Instant> closedUntil(Subject subject) {
        return store.read(session -> session.logIns().failures(subject.key())).map(LogInFailures::closedUntil)
            .filter(clock.instant()::isBefore);
    }

    /** Counts a wrong password. */
    void failed(List<Subject> subjects) {
        Instant now = clock.instant();
        store.write(session -> {
            // In one order, so that two who fail at once do not wait for each other.
            subjects.stream().sorted(Comparator.comparing(Subject::key)).forEach(subject -> {
                int count = session.logIns().lockFailures(subject.key())
                    .filter(known -> known.lastAt().plus(FORGOTTEN).isAfter(now))
                    .map(LogInFailures::count).orElse(0) + 1;
                session.logIns().put(new LogInFailures(subject.key(), count, now, now.plus(closure(count - subject.free()))));
            });
            return null;
        });
    }

    private static Duration closure(int beyond) {
        return beyond < 0 ? Duration.ZERO : FIRST_CLOSURE.multipliedBy(1L << Math.min(beyond, MOST_DOUBLINGS));
    }

    /** Forgets what a right password clears. */
    void succeeded(List<Subject> subjects) {
        List<Subject> cleared = subjects.stream().filter(Subject::cleared)
            .filter(subject -> store.read(session -> session.logIns().failures(subject.key())).isPresent()).toList();
        if (!cleared.isEmpty()) {
            store.write(session -> {
                cleared.forEach(subject -> session.logIns().deleteFailures(subject.key()));
                return null;
            });
        }
    }
}
