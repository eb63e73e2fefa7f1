package io.leengine.engine.identity;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Slows down guessing: after some wrong passwords in a row for a key, it is closed for a while that doubles. */
final class LogInThrottle {
    private static final int FREE_TRIES = 5;
    private static final int MOST_DOUBLINGS = 8;
    private static final int MOST_KEYS = 10_000;
    private static final Duration FIRST_CLOSURE = Duration.ofSeconds(2);

    private record Failures(int count, Instant closedUntil) {
    }

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_KEYS;
        }
    };

    LogInThrottle(Clock clock) {
        this.clock = clock;
    }

    synchronized void check(String key) {
        Failures known = failures.get(key);
        if (known != null && clock.instant().isBefore(known.closedUntil())) {
            long seconds = Math.max(1, Duration.between(clock.instant(), known.closedUntil()).toSeconds());
            throw new EngineException(ErrorCode.TOO_MANY_REQUESTS, "Too many wrong passwords.")
                .withNextStep("Try again in " + seconds + " s.");
        }
    }

    synchronized void failed(String key) {
        int count = failures.getOrDefault(key, new Failures(0, Instant.EPOCH)).count() + 1;
        int beyond = count - FREE_TRIES;
        Instant until = beyond < 0 ? Instant.EPOCH
            : clock.instant().plus(FIRST_CLOSURE.multipliedBy(1L << Math.min(beyond, MOST_DOUBLINGS)));
        failures.remove(key);
        failures.put(key, new Failures(count, until));
    }

    synchronized void succeeded(String key) {
        failures.remove(key);
    }
}
