package io.leengine.engine.domain;

import java.time.Instant;

/**
 * Wrong passwords in a row, for a name or from an address.
 *
 * @param subject a digest of what they are counted for
 * @param count how many
 * @param lastAt when the last one came
 * @param closedUntil until when no password is looked at
 */
public record LogInFailures(String subject, int count, Instant lastAt, Instant closedUntil) {
}
