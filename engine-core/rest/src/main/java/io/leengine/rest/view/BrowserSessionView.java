package io.leengine.rest.view;

import java.time.Instant;
import java.util.Optional;

/** The session a request came with. */
@Doc("The session or token a request came with.")
public record BrowserSessionView(
        @Doc("What scripts send as `X-CSRF-Token` with every change; absent when there is no cookie.")
        Optional<String> csrfToken, @Doc("When it ends; absent when it does not.") Optional<Instant> expiresAt, UserView user) {
    /** Hides the token. */
    @Override
    public String toString() {
        return "BrowserSessionView[" + user + "]";
    }
}
