package io.leengine.registry;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens whose signature was found right, by their digest: a client sends the same one with every request of a pull, and
 * to verify it costs more than all the rest of a small request. What may change meanwhile is not kept: whether the token
 * has ended, whether its key is still published, whether its user still counts.
 */
final class VerifiedTokens {
    private static final int MOST = 4096;

    /**
     * A token.
     *
     * @param bearer who has it, of no request
     * @param key by whose key it is signed
     * @param ends when it ends
     */
    record Verified(Caller.Bearer bearer, String key, Instant ends) {
    }

    private final Map<Digest, Verified> known = new ConcurrentHashMap<>();

    Optional<Verified> get(String token) {
        return Optional.ofNullable(known.get(digest(token)));
    }

    void put(String token, Verified verified, Instant now) {
        if (known.size() >= MOST) {
            known.values().removeIf(each -> !each.ends().isAfter(now));
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(digest(token), verified);
    }

    private static Digest digest(String token) {
        return Digest.of(token.getBytes(StandardCharsets.UTF_8));
    }
}
