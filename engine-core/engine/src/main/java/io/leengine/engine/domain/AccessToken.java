package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A token somebody sends instead of a password. The secret itself is shown once and not kept.
 *
 * @param id unique for all time
 * @param user whose
 * @param name for its owner to know it by
 * @param secretHash SHA-256 of the secret, in hexadecimal
 * @param session whether a log-in made it (true) or the user (a personal token)
 * @param createdAt when
 * @param expiresAt when it ends, if it does
 */
public record AccessToken(String id, String user, String name, String secretHash, boolean session, Instant createdAt,
        Optional<Instant> expiresAt) {
    /** Hides the hash. */
    @Override
    public String toString() {
        return "AccessToken[" + id + ", " + name + "]";
    }
}
