package io.leengine.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Values of the API as a person reads them. */
public final class Values {
    private static final int KIBI = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Values() {
    }

    /** Returns any value in one line: lists with commas, maps as {@code key=value}. */
    public static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        List<String> parts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> parts.add(text(each)));
            return String.join(",", parts);
        }
        if (value.isObject()) {
            value.properties().forEach(each -> parts.add(each.getKey() + "=" + text(each.getValue())));
            return String.join(",", parts);
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        return value.asString();
    }

    /** Returns how long ago a time was. */
    public static String age(JsonNode time) {
        return time.isString() ? age(time.asString(), Instant.now()) : "";
    }

    static String age(String time, Instant now) {
        try {
            return length(Duration.between(Instant.parse(time), now));
        } catch (DateTimeException e) {
            return time;
        }
    }

    private static String length(Duration age) {
        if (age.toSeconds() < 1) {
            return "0s";
        }
        if (age.toMinutes() < 2) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + "m";
        }
        return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
    }

    /** Returns how long it was from one time to another, in seconds; until now when there is no other. */
    public static String took(JsonNode from, JsonNode to) {
        if (!from.isString()) {
            return "";
        }
        Duration took = Duration.between(Instant.parse(from.asString()), to.isString() ? Instant.parse(to.asString())
            : Instant.now());
        return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3);
    }

    /** Returns a size with its unit. */
    public static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= KIBI && unit < UNITS.length - 1) {
            value /= KIBI;
            unit++;
        }
        return value == Math.rint(value) ? (long) value + " " + UNITS[unit]
            : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Returns the beginning of a digest, enough to tell it from others. */
    public static String digest(JsonNode digest) {
        String text = digest.asString("");
        int end = text.indexOf(':') + 1 + 12;
        return text.length() <= end ? text : text.substring(0, end);
    }

    /** Returns a word of the API in lower case. */
    public static String word(JsonNode word) {
        return word.asString("").toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
