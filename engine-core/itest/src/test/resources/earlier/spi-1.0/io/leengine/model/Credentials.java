package io.leengine.model;

import java.util.Objects;

/**
 * A name and a secret. Its text form hides the secret, so that it cannot slip into a log.
 *
 * @param name the user
 * @param secret the password or token
 */
public record Credentials(String name, String secret) {
    /** Nothing may be null. */
    public Credentials {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(secret, "secret");
    }

    /** Returns the name and a mask. */
    @Override
    public String toString() {
        return name + ":***";
    }
}
