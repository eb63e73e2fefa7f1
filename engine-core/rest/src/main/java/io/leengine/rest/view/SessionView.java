package io.leengine.rest.view;

import java.time.Instant;
import java.util.Optional;

/** A session that was just begun. */
@Doc("A session that was just begun.")
public record SessionView(@Doc("What to send as `Authorization: Bearer …`; shown this once.") String token,
        @Doc("When it ends.") Optional<Instant> expiresAt, UserView user) {
    /** Hides the token. */
    @Override
    public String toString() {
        return "SessionView[" + user + "]";
    }
}
