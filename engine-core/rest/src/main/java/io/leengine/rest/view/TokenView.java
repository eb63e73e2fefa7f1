package io.leengine.rest.view;

import io.leengine.engine.domain.AccessToken;
import java.time.Instant;
import java.util.Optional;

/** What is known of a token. */
@Doc("What is known of a token.")
public record TokenView(String id, String name, @Doc("Whether a log-in made it.") boolean session, Instant createdAt,
        @Doc("When it ends; absent when it does not.") Optional<Instant> expiresAt) {
    /** Returns the view. */
    public static TokenView of(AccessToken token) {
        return new TokenView(token.id(), token.name(), token.session(), token.createdAt(), token.expiresAt());
    }
}
