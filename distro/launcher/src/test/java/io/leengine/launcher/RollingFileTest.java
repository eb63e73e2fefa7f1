package io.leengine.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingFileTest {
    private static final String FIRST = "2026-01-02T03:04:05.678Z INFO  Reconciler application demo: 1\n";

    @TempDir
    Path temp;

    @Test
    void theNewestLinesAreInTheFileWithThePlainName() throws IOException {
        Path file = temp.resolve("engine.log");
        RollingFile log = new RollingFile(file, 2L * FIRST.length(), 3, new LineFormatter());
        for (int line = 1; line <= 9; line++) {
            log.publish(record(Level.INFO, "application demo: " + line));
        }
        log.close();
        assertEquals(FIRST.replace("1\n", "9\n"), Files.readString(file));
        assertEquals(List.of("7", "8"), ends(temp.resolve("engine.log.1")));
        assertEquals(List.of("5", "6"), ends(temp.resolve("engine.log.2")));
        assertFalse(Files.exists(temp.resolve("engine.log.3")));
    }

    @Test
    void goesOnWhereTheLastEngineEnded() throws IOException {
        Path file = temp.resolve("engine.log");
        for (int start = 1; start <= 2; start++) {
            RollingFile log = new RollingFile(file, 1000, 3, new LineFormatter());
            log.publish(record(Level.INFO, "start " + start));
            log.close();
        }
        assertEquals(List.of("1", "2"), ends(file));
    }

    @Test
    void aThrowableIsPrintedWithItsTrace() {
        LogRecord failed = record(Level.SEVERE, "no");
        failed.setThrown(new IllegalStateException("why"));
        String text = new LineFormatter().format(failed);
        String begin = "2026-01-02T03:04:05.678Z ERROR Reconciler no\njava.lang.IllegalStateException: why\n\tat ";
        assertTrue(text.startsWith(begin), text);
    }

    private static List<String> ends(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(line -> line.substring(line.length() - 1)).toList();
    }

    private static LogRecord record(Level level, String message) {
        LogRecord record = new LogRecord(level, message);
        record.setLoggerName("io.leengine.engine.Reconciler");
        record.setInstant(Instant.parse("2026-01-02T03:04:05.678Z"));
        return record;
    }
}
