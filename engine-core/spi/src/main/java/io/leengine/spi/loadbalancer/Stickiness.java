package io.leengine.spi.loadbalancer;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.time.Duration;

/**
 * A client stays with the instance that answered it first, by a cookie, as long as that instance is an upstream, is well and
 * has a weight; else another is chosen and the cookie set anew. The cookie tells no address.
 *
 * @param cookie its name
 * @param lifetime how long the client keeps it, up to 30 days; zero for as long as the client runs
 */
public record Stickiness(String cookie, Duration lifetime) {
    private static final int MOST_SECONDS = 30 * 24 * 3600;

    /** Checks both. */
    public Stickiness {
        RuleTexts.token("stickiness.cookie", cookie);
        if (!cookie.matches("[A-Za-z0-9_-]+")) {
            throw EngineException.invalid("stickiness.cookie", "'stickiness.cookie' must be letters, digits, '_' and '-'.");
        }
        Identifiers.within("stickiness.lifetimeSeconds", lifetime.toSeconds(), 0, MOST_SECONDS);
    }
}
