package io.leengine.rest.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What forms of an answer a caller takes: its header {@code Accept} (RFC 9110, section 12.5.1). */
final class Accepted {
    private final List<String> ranges;

    private Accepted(List<String> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads the header.
     *
     * @param values as they came; null or empty when there is none, which takes anything
     */
    static Accepted of(Iterable<String> values) {
        if (values == null) {
            return new Accepted(List.of("*/*"));
        }
        String all = String.join(",", values).strip();
        return new Accepted(all.isEmpty() ? List.of("*/*") : Arrays.stream(all.toLowerCase(Locale.ROOT).split(","))
            .map(String::strip).filter(range -> !range.isEmpty() && !refused(range))
            .map(range -> range.split(";", 2)[0].strip()).toList());
    }

    /** Returns whether a media type is taken, perhaps by a range it is in. */
    boolean takes(String mediaType) {
        return named(mediaType) || ranges.contains("*/*")
            || ranges.contains(mediaType.substring(0, mediaType.indexOf('/')) + "/*");
    }

    /** Returns whether a media type is taken and named. */
    boolean named(String mediaType) {
        return ranges.contains(mediaType);
    }

    private static boolean refused(String range) {
        return Arrays.stream(range.split(";")).skip(1).map(parameter -> parameter.replace(" ", ""))
            .anyMatch(parameter -> parameter.matches("q=0(\\.0{0,3})?"));
    }
}
