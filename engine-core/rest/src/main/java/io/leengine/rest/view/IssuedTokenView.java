package io.leengine.rest.view;

import io.leengine.engine.Identity;
import java.time.Instant;
import java.util.Optional;

/** A token that was just made. */
@Doc("A token that was just made.")
public record IssuedTokenView(String id, String name,
        @Doc("What to send as `Authorization: Bearer …`; shown this once.") String secret, Instant createdAt,
        @Doc("When it ends; absent when it does not.") Optional<Instant> expiresAt) {
    /** Returns the view. */
    public static IssuedTokenView of(Identity.Issued issued) {
        return new IssuedTokenView(issued.token().id(), issued.token().name(), issued.secret(),
            issued.token().createdAt(), issued.token().expiresAt());
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "IssuedTokenView[" + id + "]";
    }
}
