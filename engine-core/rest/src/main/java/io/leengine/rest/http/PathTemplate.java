package io.leengine.rest.http;

import java.util.Arrays;
import java.util.List;

/**
 * A path with places for values, for example {@code /applications/{name}}. A value is one segment; a slash in it comes
 * as {@code %2F}.
 *
 * @param text as written
 * @param segments its parts, a place with its braces
 */
public record PathTemplate(String text, List<String> segments) {
    static PathTemplate of(String text) {
        return new PathTemplate(text, Arrays.stream(text.substring(1).split("/")).toList());
    }

    /** Returns the names of the places, in order. */
    public List<String> names() {
        return segments.stream().filter(PathTemplate::isPlace)
            .map(segment -> segment.substring(1, segment.length() - 1)).toList();
    }

    static boolean isPlace(String segment) {
        return segment.startsWith("{");
    }
}
