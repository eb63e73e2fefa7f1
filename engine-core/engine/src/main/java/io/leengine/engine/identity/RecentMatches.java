package io.leengine.engine.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passwords that had their hash a moment ago. A registry's client sends its password with every token that it asks for, and
 * to compute the hash takes a tenth of a second of a processor. Neither password nor hash is kept but a code over both, by a
 * key that is made anew with each start and never leaves the process. A changed password has another hash, so an old one is
 * not remembered for it; a wrong one never is, so that it costs the same each time.
 */
final class RecentMatches {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final byte[] key = new Secrets().bytes();
    private final Map<String, Instant> matched = new ConcurrentHashMap<>();

    RecentMatches(Clock clock) {
        this.clock = clock;
    }

    /** Returns whether a password had that hash within the last five minutes, as far as is remembered. */
    boolean has(String password, String hash) {
        Instant at = matched.get(code(password, hash));
        return at != null && isRecent(at);
    }

    /** Remembers that a password has a hash, and forgets what is no longer recent. */
    void add(String password, String hash) {
        matched.values().removeIf(at -> !isRecent(at));
        if (matched.size() >= MOST) {
            matched.clear();
        }
        matched.put(code(password, hash), clock.instant());
    }

    /** A clock that was set back must not keep it for longer. */
    private boolean isRecent(Instant at) {
        return Duration.between(at, clock.instant()).abs().compareTo(KEPT) < 0;
    }

    private String code(String password, String hash) {
        // No hash has a line's end, so no two pairs are one text.
        return HexFormat.of().formatHex(Secrets.mac(key, hash + "\n" + password));
    }
}
