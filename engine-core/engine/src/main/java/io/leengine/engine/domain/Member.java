package io.leengine.engine.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A user with a role on a resource.
 *
 * @param kind of the resource
 * @param resource its id
 * @param user the user's id
 * @param role what the user may do
 * @param since since when
 * @param expiresAt when the membership ends; from then on it counts for nothing. Empty when it does not end
 */
public record Member(ResourceKind kind, String resource, String user, Role role, Instant since,
        Optional<Instant> expiresAt) {
    /** A membership that does not end. */
    public Member(ResourceKind kind, String resource, String user, Role role, Instant since) {
        this(kind, resource, user, role, since, Optional.empty());
    }

    /** Returns whether it has ended at a time. */
    public boolean ended(Instant now) {
        return expiresAt.isPresent() && !expiresAt.get().isAfter(now);
    }
}
