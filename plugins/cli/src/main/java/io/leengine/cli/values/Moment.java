package io.leengine.cli.values;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as it is typed.
 *
 * @param at when
 */
public record Moment(Instant at) {
    /** Reads {@code 2026-11-23T08:00:00Z}, or {@code 2026-11-23} for the begin of that day in UTC. */
    public static Moment parse(String text) {
        try {
            return new Moment(text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text));
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text + "' is not understood; write 2026-11-23T08:00:00Z or 2026-11-23");
        }
    }

    /** As the API reads it. */
    @Override
    public String toString() {
        return at.toString();
    }
}
