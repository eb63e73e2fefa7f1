package io.leengine.rest.view;

import io.leengine.engine.domain.AccessToken;
import java.time.Instant;
import java.util.Optional;

/** A session of one's own. */
@Doc("A session of one's own.")
public record OpenSessionView(String id, @Doc("Whether this very request came with it.") boolean current,
        @Doc("Where the log-in came from.") String address, Instant createdAt, @Doc("When it ends.") Optional<Instant> expiresAt,
        @Doc("About when it was last used, to five minutes.") Optional<Instant> lastUsedAt) {
    /** Returns the view. */
    public static OpenSessionView of(AccessToken token, String current) {
        return new OpenSessionView(token.id(), token.id().equals(current), token.address(), token.createdAt(),
            token.expiresAt(), token.lastUsedAt());
    }
}
