package io.leengine.engine.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What was read a moment ago, so that not every request asks the database. It is kept for half a second: what any engine
 * takes back counts everywhere within a second.
 */
final class Recent<V> {
    private static final Duration KEPT = Duration.ofMillis(500);
    private static final int MOST = 10_000;

    private record Read<V>(V value, Instant at) {
    }

    private final Clock clock;
    private final Map<String, Read<V>> read = new ConcurrentHashMap<>();
    private long revocations;

    Recent(Clock clock) {
        this.clock = clock;
    }

    /** Returns a value read within the last half second, or reads it. */
    V get(String key, Supplier<V> reading) {
        Instant now = clock.instant();
        Read<V> known = read.get(key);
        // A clock that was set back must not keep a value for longer.
        if (known != null && Duration.between(known.at(), now).abs().compareTo(KEPT) < 0) {
            return known.value();
        }
        long before = revocations();
        V value = reading.get();
        keep(key, new Read<>(value, now), before);
        return value;
    }

    /** Forgets everything: something was taken back here. */
    synchronized void forget() {
        revocations++;
        read.clear();
    }

    private synchronized long revocations() {
        return revocations;
    }

    /** What was read before something was taken back, whatever it was, is not kept after that. */
    private synchronized void keep(String key, Read<V> value, long before) {
        if (revocations == before) {
            if (read.size() >= MOST) {
                read.clear();
            }
            read.put(key, value);
        }
    }
}
