package io.leengine.rest.view;

/** What ends a log-in at a terminal. */
@Doc("What ends a log-in at a terminal.")
public record LogInCode(@Doc(value = "From `POST /log-ins`.", longest = 100) String secret,
        @Doc(value = "What the browser brought.", longest = 100) String code) {
    /** Hides both. */
    @Override
    public String toString() {
        return "LogInCode[]";
    }
}
