package io.leengine.model;

import java.util.Objects;

/**
 * How a configured part is.
 *
 * @param state the state
 * @param message why, for a person; empty when it is up
 */
public record Health(State state, String message) {
    /** What a part can do at this moment. */
    public enum State {
        /** Everything. */
        UP,
        /** Some things; the message says which not. */
        DEGRADED,
        /** Nothing. */
        DOWN
    }

    /** Nothing may be null. */
    public Health {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
    }

    /** Returns a part that is up. */
    public static Health up() {
        return new Health(State.UP, "");
    }

    /** Returns a part that is down, and why. */
    public static Health down(String message) {
        return new Health(State.DOWN, message);
    }
}
