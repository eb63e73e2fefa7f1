package io.leengine.rest.view;

import java.util.Optional;

/** A log-in. */
@Doc("A log-in.")
public record NewSession(@Doc(value = "The user's name.", example = "admin", longest = 255) String name,
        @Doc(value = "The user's password.", example = "correct horse battery staple",
            longest = 1_024) String password,
        @Doc(value = "The identity provider that is asked; the platform itself unless said.", longest = 63)
        Optional<String> provider) {
    /** Hides the password. */
    @Override
    public String toString() {
        return "NewSession[" + name + "]";
    }
}
