package io.leengine.engine.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Passwords that had their hash a moment ago. A registry's client sends its password with every token that it asks for, and
 * to compute the hash takes a tenth of a second of a processor. Neither password nor hash is kept but a code over both, by a
 * key that is made anew with each start and never leaves the process. A changed password has another hash, so an old one is
 * not remembered for it; a wrong one never is, so that it costs the same each time.
 */
final class RecentMatches {
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 10_000;
    private static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final Clock clock;
    private final SecretKeySpec key;
    private final Map<String, Instant> matched = new ConcurrentHashMap<>();

    RecentMatches(Clock clock) {
        this.clock = clock;
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** Returns whether a password had that hash within the last five minutes, as far as is remembered. */
    boolean has(String password, String hash) {
        Instant at = matched.get(code(password, hash));
        // A clock that was set back must not keep it for longer.
        return at != null && Duration.between(at, clock.instant()).abs().compareTo(KEPT) < 0;
    }

    /** Remembers that a password has a hash. */
    void add(String password, String hash) {
        if (matched.size() >= MOST) {
            matched.clear();
        }
        matched.put(code(password, hash), clock.instant());
    }

    private String code(String password, String hash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            // No hash has a line's end, so no two pairs are one text.
            mac.update(hash.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) '\n');
            return HexFormat.of().formatHex(mac.doFinal(password.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }
}
