package io.leengine.builder.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a process's output into a log: never more than one line in memory, however long the process makes it. */
final class LineReader {
    private static final int BUFFER = 64 * 1024;
    /** A little more than a line may have, so that the log knows to cut it. */
    private static final int KEPT = RunLog.LINE_LIMIT + 16;

    private final RunLog log;
    private final byte[] line = new byte[KEPT];
    private int length;
    private boolean pending;

    LineReader(RunLog log) {
        this.log = log;
    }

    /** Reads to the end; when the log is full, it only empties the pipe. */
    void read(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            take(buffer, count);
        }
        if (pending) {
            flush();
        }
    }

    private void take(byte[] buffer, int count) {
        for (int i = 0; i < count && !log.full(); i++) {
            byte b = buffer[i];
            if (b == '\n') {
                flush();
            } else {
                pending = true;
                if (length < KEPT) {
                    line[length++] = b;
                }
            }
        }
    }

    private void flush() {
        int end = length > 0 && length < KEPT && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, end, StandardCharsets.UTF_8);
        length = 0;
        pending = false;
        log.line(text);
    }
}
