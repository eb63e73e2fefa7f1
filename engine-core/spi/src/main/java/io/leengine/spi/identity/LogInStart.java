package io.leengine.spi.identity;

import java.net.URI;
import java.util.Objects;

/**
 * A log-in that was begun.
 *
 * @param url where the browser is sent
 * @param state goes to the provider and comes back as the parameter {@code state}; by it the engine knows which start an
 *     answer belongs to
 * @param memory what the part wants back at the end, secrets of this one log-in among it; at most 4,000 characters. The engine
 *     keeps it for ten minutes and shows it to nobody
 */
public record LogInStart(URI url, String state, String memory) {
    private static final int LONGEST_MEMORY = 4_000;

    /** Nothing may be null. */
    public LogInStart {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(state, "state");
        if (memory.length() > LONGEST_MEMORY) {
            throw new IllegalArgumentException("The memory of a log-in has at most " + LONGEST_MEMORY + " characters");
        }
    }

    /** Hides the memory. */
    @Override
    public String toString() {
        return "LogInStart[" + url.getHost() + "]";
    }
}
