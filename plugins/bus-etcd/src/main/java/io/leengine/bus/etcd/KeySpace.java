package io.leengine.bus.etcd;

import com.google.protobuf.ByteString;
import io.leengine.model.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Which of etcd's keys are this bus's: those with a prefix, which the bus's own keys do not have. No two prefixes that are
 * allowed begin with one another, so no platform sees the keys of another.
 *
 * @param prefix empty, or ends in the only colon it has
 */
record KeySpace(String prefix) {
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9/._-]{1,127}:)?");
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    KeySpace {
        if (!PREFIX.matcher(prefix).matches()) {
            throw EngineException.invalid("prefix", "'prefix' must be empty, or 1 to 127 letters, digits, '/', '.', '_' and "
                + "'-' and a colon behind them, for example '" + Options.PREFIX + "'.");
        }
    }

    /** All keys of etcd from one to before another. */
    record Range(ByteString first, ByteString end) {
    }

    ByteString key(String key) {
        return ByteString.copyFrom(prefix + key, StandardCharsets.US_ASCII);
    }

    /** Those that begin, without the prefix, with some text. */
    Range range(String begin) {
        String whole = prefix + begin;
        if (whole.isEmpty()) {
            // As etcd's protocol writes "all".
            return new Range(ZERO, ZERO);
        }
        byte[] end = whole.getBytes(StandardCharsets.US_ASCII);
        // ASCII: the last can always be raised.
        end[end.length - 1]++;
        return new Range(key(begin), ByteString.copyFrom(end));
    }

    /** Returns the bus's own key. */
    String text(ByteString key) {
        return key.toString(StandardCharsets.UTF_8).substring(prefix.length());
    }
}
