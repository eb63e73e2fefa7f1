package io.leengine.rest.view;

/** A log-in. */
@Doc("A log-in.")
public record NewSession(@Doc(value = "The user's name.", example = "admin", longest = 63) String name,
        @Doc(value = "The user's password.", example = "correct horse battery staple",
            longest = 1_024) String password) {
    /** Hides the password. */
    @Override
    public String toString() {
        return "NewSession[" + name + "]";
    }
}
