package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.KeyRing;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Secrets that registry clients keep instead of a password: each says who it is for and when it was made, under a key that
 * all engines share, so nothing has to be kept of it. It is good for 30 days and no longer than what it was had with: the
 * token that was sent then, or the password the user had then.
 */
public final class OfflineTokens {
    private static final String PREFIX = "leo_";
    private static final Duration LIFE = Duration.ofDays(30);

    private final KeyRing keys;
    private final IdentityService identity;
    private final Clock clock;

    /** With keys from a ring. */
    public OfflineTokens(KeyRing keys, IdentityService identity, Clock clock) {
        this.keys = keys;
        this.identity = identity;
        this.clock = clock;
    }

    /** Returns one for an actor; empty for who is nobody, or a part of the platform. */
    public Optional<String> issue(Actor actor) {
        if (actor.kind() != Actor.Kind.USER && actor.kind() != Actor.Kind.DEPLOY_TOKEN) {
            return Optional.empty();
        }
        String content = String.join(" ", actor.kind().name(), actor.id(), Long.toString(clock.millis()),
            actor.token().map(Actor.Token::id).orElse(""));
        String text = PREFIX + text(content.getBytes(StandardCharsets.UTF_8));
        return Optional.of(text + "." + text(mac(text)));
    }

    /** Returns who has one, with the rights of this moment; {@code UNAUTHENTICATED} when it is not good, or no longer. */
    public Actor read(String secret, String requestId, String address) {
        int dot = secret.lastIndexOf('.');
        String text = secret.substring(0, Math.max(dot, 0));
        byte[] right = text(mac(text)).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(right, secret.substring(dot + 1).getBytes(StandardCharsets.UTF_8))
                || !text.startsWith(PREFIX)) {
            throw refused();
        }
        // What carries the right code was made by issue, so it can be read.
        String[] parts = new String(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())), StandardCharsets.UTF_8)
            .split(" ", 4);
        Instant since = Instant.ofEpochMilli(Long.parseLong(parts[2]));
        if (!since.plus(LIFE).isAfter(clock.instant())) {
            throw refused();
        }
        return identity.resumed(Actor.Kind.valueOf(parts[0]), parts[1],
            Optional.of(parts[3]).filter(token -> !token.isEmpty()), since, requestId, address);
    }

    private static EngineException refused() {
        return new EngineException(ErrorCode.UNAUTHENTICATED, "The refresh token is not good, or no longer.")
            .withNextStep("Log in at the registry again.");
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] mac(String text) {
        return Secrets.mac(keys.key("offline-token"), text);
    }
}
