package io.leengine.launcher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns what a library prints on a standard stream into log lines, so that nothing is lost when nobody reads it. */
final class LoggedStream extends OutputStream {
    private static final int LONGEST_LINE = 8192;

    private final Logger logger;
    private final Level level;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private LoggedStream(Logger logger, Level level) {
        this.logger = logger;
        this.level = level;
    }

    static PrintStream to(Logger logger, Level level) {
        return new PrintStream(new LoggedStream(logger, level), true, StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void write(int value) {
        if (value == '\n' || line.size() >= LONGEST_LINE) {
            emit();
        }
        if (value != '\n' && value != '\r') {
            line.write(value);
        }
    }

    private void emit() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (!text.isBlank()) {
            logger.log(level, text);
        }
    }
}
