package io.leengine.engine.domain;

import java.time.Instant;

/**
 * How often something was pulled.
 *
 * @param count how often
 * @param lastAt when last
 */
public record Pulls(long count, Instant lastAt) {
    /** Returns both together. */
    public Pulls and(Pulls other) {
        return new Pulls(count + other.count, lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
    }
}
