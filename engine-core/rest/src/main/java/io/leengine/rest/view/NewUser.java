package io.leengine.rest.view;

import java.util.Optional;

/** A user to add. */
@Doc("A user to add.")
public record NewUser(@Doc(value = "Unique; for log-in.", example = "ada", longest = 63) String name,
        @Doc(value = "The first password.", example = "correct horse battery staple",
            longest = 1_024) String password,
        @Doc("Whether the boss side is open; no unless said.") Optional<Boolean> administrator) {
    /** Hides the password. */
    @Override
    public String toString() {
        return "NewUser[" + name + "]";
    }
}
