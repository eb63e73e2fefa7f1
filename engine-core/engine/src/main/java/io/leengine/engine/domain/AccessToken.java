package io.leengine.engine.domain;

import io.leengine.engine.Reach;
import java.time.Instant;
import java.util.Optional;

/**
 * A token somebody sends instead of a password. The secret itself is shown once and not kept.
 *
 * @param id unique for all time
 * @param user whose; empty for a deploy token, which belongs to the one resource it reaches
 * @param name for its owner to know it by
 * @param secretHash SHA-256 of the secret, in hexadecimal
 * @param session whether a log-in made it (true) or the user (a personal token)
 * @param createdAt when
 * @param expiresAt when it ends, if it does
 * @param reach how far it reaches
 * @param createdBy the name of who made it
 * @param address where a log-in came from; empty for other tokens
 * @param parent the id of the token that made it, with which it ends; empty when a log-in made it
 * @param lastUsedAt about when it was last used, if it was
 */
public record AccessToken(String id, String user, String name, String secretHash, boolean session, Instant createdAt,
        Optional<Instant> expiresAt, Reach reach, String createdBy, String address, Optional<String> parent,
        Optional<Instant> lastUsedAt) {
    /** A token that reaches as far as its user, and was not used yet. */
    public AccessToken(String id, String user, String name, String secretHash, boolean session, Instant createdAt,
            Optional<Instant> expiresAt) {
        this(id, user, name, secretHash, session, createdAt, expiresAt, Reach.FULL, "", "", Optional.empty(), Optional.empty());
    }

    /** Returns whether it belongs to a resource and to no user. */
    public boolean deploy() {
        return user.isEmpty();
    }

    /** Returns whether it has ended at a time. */
    public boolean ended(Instant now) {
        return expiresAt.filter(end -> !end.isAfter(now)).isPresent();
    }

    /** Returns the token kept by another secret. */
    public AccessToken withSecretHash(String hash) {
        return new AccessToken(id, user, name, hash, session, createdAt, expiresAt, reach, createdBy, address, parent,
            lastUsedAt);
    }

    /** Hides the hash. */
    @Override
    public String toString() {
        return "AccessToken[" + id + ", " + name + "]";
    }
}
