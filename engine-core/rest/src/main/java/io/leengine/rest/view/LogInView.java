package io.leengine.rest.view;

import java.util.Optional;

/** A log-in that was begun. */
@Doc("A log-in that was begun.")
public record LogInView(@Doc("Where to send the browser.") String url,
        @Doc("What the terminal sends with the code to `POST /log-ins/session`; absent for a browser, which has a cookie.")
        Optional<String> secret) {
    /** Hides the secret. */
    @Override
    public String toString() {
        return "LogInView[]";
    }
}
