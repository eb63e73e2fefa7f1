package io.leengine.cli.logs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Makes lines of bytes. */
final class LineBuffer {
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final Predicate<String> more;

    LineBuffer(Predicate<String> more) {
        this.more = more;
    }

    /** Takes bytes; returns whether more are wanted. */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next != '\n') {
                begun.write(next);
            } else if (!line()) {
                return false;
            }
        }
        return true;
    }

    /** Takes the end; returns whether more is wanted. */
    boolean end() {
        return begun.size() == 0 || line();
    }

    private boolean line() {
        String line = begun.toString(StandardCharsets.UTF_8);
        begun.reset();
        return more.test(line);
    }
}
