package io.leengine.rest.view;

/** What ends a log-in at a terminal. */
@Doc("What ends a log-in at a terminal.")
public record LogInCode(@Doc("From `POST /log-ins`.") String secret, @Doc("What the browser brought.") String code) {
    /** Hides both. */
    @Override
    public String toString() {
        return "LogInCode[]";
    }
}
