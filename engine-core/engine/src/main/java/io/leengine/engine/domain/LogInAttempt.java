package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A log-in at an identity provider that is under way.
 *
 * @param stateHash digest of the state that goes to the provider and comes back; unique
 * @param provider the name of the provider's part
 * @param memory what the part wants back at the end
 * @param boundHash digest of the secret of the browser or terminal that began it: only that one can end it
 * @param landing where the browser goes in the end
 * @param user the id of who it turned out to be, once the provider has said so
 * @param codeHash digest of the code that ends it at a terminal, from then on
 * @param expiresAt when it is too late
 */
public record LogInAttempt(String stateHash, String provider, String memory, String boundHash, String landing,
        Optional<String> user, Optional<String> codeHash, Instant expiresAt) {
    /** Returns the attempt of somebody who is known now. */
    public LogInAttempt known(String id, String code) {
        return new LogInAttempt(stateHash, provider, memory, boundHash, landing, Optional.of(id), Optional.of(code),
            expiresAt);
    }

    /** Hides what could end it. */
    @Override
    public String toString() {
        return "LogInAttempt[" + provider + ", until " + expiresAt + "]";
    }
}
