package io.leengine.cli.values;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A time that something begins at, as it is typed: when it was, or how long ago.
 *
 * @param at when
 */
public record Since(Instant at) {
    /** Reads {@code 10m}, {@code 1.5h} and so on before now, or what {@link Moment} reads. */
    public static Since parse(String text) {
        return new Since(text.indexOf('-') > 0 ? Moment.parse(text).at()
            : Instant.now().minus(Lengths.parse(text)).truncatedTo(ChronoUnit.MILLIS));
    }
}
