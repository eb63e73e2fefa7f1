package io.leengine.spi.notifier;

import java.time.Instant;
import java.util.Objects;

/**
 * What there is to say.
 *
 * @param id unique for all time
 * @param severity how bad
 * @param subject one line
 * @param text more lines, plain text
 * @param at since when
 */
public record Notice(String id, Severity severity, String subject, String text, Instant at) {
    /** How bad it is. */
    public enum Severity {
        /** Over again. */
        RESOLVED,
        /** To know. */
        INFORMATION,
        /** To look at soon. */
        WARNING,
        /** To look at now. */
        CRITICAL
    }

    /** Nothing may be null. */
    public Notice {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(at, "at");
    }
}
