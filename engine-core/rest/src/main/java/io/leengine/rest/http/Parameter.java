package io.leengine.rest.http;

import io.leengine.model.EngineException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A query parameter: how it is documented and how it is read.
 *
 * @param name its name
 * @param type what its text must be
 * @param description for people
 * @param otherwise what it is when it is not given; empty when that is nothing fixed
 * @param least smallest number
 * @param most greatest number; of a text, most characters
 * @param values what is allowed; empty for anything
 * @param required whether it must be given
 * @param times how often it may be given at most
 */
public record Parameter(String name, Type type, String description, Optional<Object> otherwise, long least, long most,
        List<String> values, boolean required, int times) {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    /** The sorts of parameters. */
    public enum Type {
        /** Any text. */
        TEXT,
        /** A whole number. */
        INTEGER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** A time, RFC 3339. */
        TIME,
        /** A day, RFC 3339. */
        DATE
    }

    /** Copies the list. */
    public Parameter {
        values = List.copyOf(values);
    }

    private Parameter(String name, Type type, String description, Optional<Object> otherwise, long least, long most,
            List<String> values, boolean required) {
        this(name, type, description, otherwise, least, most, values, required, 1);
    }

    /** A text that may be absent. */
    public static Parameter text(String name, String description) {
        return text(name, Texts.LONGEST_IN_PATH, description);
    }

    /** A text of so many characters at most that may be absent. */
    public static Parameter text(String name, int longest, String description) {
        return new Parameter(name, Type.TEXT, description, Optional.empty(), 0, longest, List.of(), false);
    }

    /** Texts of so many characters at most, in order: the parameter is given once for each, and at least once. */
    public static Parameter texts(String name, int times, int longest, String description) {
        return new Parameter(name, Type.TEXT, description, Optional.empty(), 0, longest, List.of(), true, times);
    }

    /** One of a few words, in any case. */
    public static Parameter word(String name, List<String> values, String otherwise, String description) {
        return new Parameter(name, Type.TEXT, description, Optional.ofNullable(otherwise), 0,
            Texts.LONGEST_IN_PATH, values, false);
    }

    /** A whole number within bounds. */
    public static Parameter integer(String name, int least, int most, int otherwise, String description) {
        return new Parameter(name, Type.INTEGER, description, Optional.of(otherwise), least, most, List.of(), false);
    }

    /** Yes or no; no when absent. */
    public static Parameter flag(String name, String description) {
        return new Parameter(name, Type.BOOLEAN, description, Optional.of(false), 0, 0, List.of(), false);
    }

    /** A time that may be absent. */
    public static Parameter time(String name, String description) {
        return new Parameter(name, Type.TIME, description, Optional.empty(), 0, 0, List.of(), false);
    }

    /** A day that may be absent. */
    public static Parameter date(String name, String description) {
        return new Parameter(name, Type.DATE, description, Optional.empty(), 0, 0, List.of(), false);
    }

    /** Returns the same parameter that must be given. */
    public Parameter asRequired() {
        return new Parameter(name, type, description, Optional.empty(), least, most, values, true, times);
    }

    String readText(String given) {
        Texts.check(name, given, (int) most, false);
        if (values.isEmpty()) {
            return given;
        }
        return values.stream().filter(given::equalsIgnoreCase).findFirst()
            .orElseThrow(() -> invalid("must be one of " + String.join(", ", values)));
    }

    /** Returns one of several texts, which may have lines. */
    String readOne(String given) {
        return Texts.check(name, given, (int) most, true);
    }

    int readInteger(String given) {
        try {
            long value = Long.parseLong(given);
            if (value >= least && value <= most) {
                return (int) value;
            }
        } catch (NumberFormatException _) {
            // Said below, in the same words as for a number out of bounds.
        }
        throw invalid("must be a whole number from " + least + " to " + most);
    }

    boolean readFlag(String given) {
        return switch (given.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("must be 'true' or 'false'");
        };
    }

    Instant readTime(String given) {
        try {
            Instant time = Instant.parse(given);
            // RFC 3339 has years of four digits; what lies beyond overflows whoever calculates with it.
            if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeParseException _) {
            // Said below, in the same words as for a time out of bounds.
        }
        throw invalid("must be a time as in RFC 3339, for example 2026-11-23T08:00:00Z");
    }

    LocalDate readDate(String given) {
        try {
            LocalDate date = LocalDate.parse(given);
            if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
                return date;
            }
        } catch (DateTimeParseException _) {
            // Said below, in the same words as for a day no calendar of ours has.
        }
        throw invalid("must be a day as in RFC 3339, for example 2026-11-23");
    }

    private EngineException invalid(String what) {
        return EngineException.invalid(name, "The query parameter '" + name + "' " + what + ".");
    }
}
