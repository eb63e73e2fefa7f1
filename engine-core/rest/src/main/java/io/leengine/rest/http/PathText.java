package io.leengine.rest.http;

import io.leengine.model.EngineException;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Percent-encoding of paths (RFC 3986). Segments are split before they are decoded: a value may hold a slash. */
public final class PathText {
    private PathText() {
    }

    /** Returns the decoded segments of a path as it came over the wire; {@code INVALID} when it is malformed. */
    public static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        int from = 1;
        for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', from)) {
            segments.add(decode(path.substring(from, slash)));
            from = slash + 1;
        }
        segments.add(decode(path.substring(Math.min(from, path.length()))));
        return segments;
    }

    /** Joins segments to a path that starts with a slash, each encoded. */
    public static String join(String... segments) {
        StringBuilder path = new StringBuilder();
        Arrays.stream(segments).forEach(segment -> path.append('/').append(encode(segment)));
        return path.toString();
    }

    /** Encodes one segment. */
    public static String encode(String segment) {
        // The form encoding differs from that of paths in these characters only.
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A")
            .replace("%7E", "~");
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '%') {
                decoded.write(16 * digit(encoded, i + 1) + digit(encoded, i + 2));
                i += 2;
            } else {
                decoded.write(encoded[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decoded.toByteArray())).toString();
        } catch (CharacterCodingException _) {
            throw malformed();
        }
    }

    private static int digit(byte[] text, int at) {
        int digit = at < text.length ? Character.digit(text[at], 16) : -1;
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private static EngineException malformed() {
        return EngineException.invalid("path", "The path's percent-encoding is malformed; it must be UTF-8.");
    }
}
