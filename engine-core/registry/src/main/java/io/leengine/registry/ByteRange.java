package io.leengine.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of something.
 *
 * @param first the first byte
 * @param length how many
 */
record ByteRange(long first, long length) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final Pattern CONTENT = Pattern.compile("(?:bytes )?(\\d{1,18})-(\\d{1,18})(?:/.*)?");

    /**
     * Reads a Range header (RFC 9110, 14.2). Several ranges, or what cannot be read, count as none: the answer is whole.
     *
     * @throws RegistryError {@code RANGE_INVALID} when nothing of it exists
     */
    static Optional<ByteRange> requested(String header, long size) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
            return Optional.empty();
        }
        long first;
        long last;
        if (matcher.group(1).isEmpty()) {
            first = Math.max(0, size - Long.parseLong(matcher.group(2)));
            last = size - 1;
        } else {
            first = Long.parseLong(matcher.group(1));
            last = matcher.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
            if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
                return Optional.empty();
            }
        }
        if (first > last) {
            throw new RegistryError(RegistryError.Code.RANGE_INVALID, "The blob has only " + size + " bytes.");
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    /** Reads the Content-Range of a chunk, which the specification writes as {@code first-last}. */
    static ByteRange ofChunk(String header) {
        Matcher matcher = CONTENT.matcher(header.strip());
        if (!matcher.matches()) {
            throw new RegistryError(RegistryError.Code.BLOB_UPLOAD_INVALID,
                "Content-Range must be the first and the last byte, as in '0-1023'.");
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
            throw new RegistryError(RegistryError.Code.RANGE_INVALID, "Content-Range ends before it begins.");
        }
        return new ByteRange(first, last - first + 1);
    }

    long last() {
        return first + length - 1;
    }
}
