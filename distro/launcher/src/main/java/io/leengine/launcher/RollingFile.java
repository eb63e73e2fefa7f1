package io.leengine.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log file that keeps its name: {@code engine.log} is always the newest, {@code engine.log.1} the one before it. The
 * JDK's own handler puts the number on the newest too and leaves lock files behind.
 */
final class RollingFile extends Handler {
    private final Path file;
    private final long limitBytes;
    private final int files;
    private OutputStream out;
    private long size;

    RollingFile(Path file, long limitBytes, int files, Formatter formatter) throws IOException {
        this.file = file;
        this.limitBytes = limitBytes;
        this.files = files;
        setFormatter(formatter);
        open();
    }

    @Override
    public synchronized void publish(LogRecord logged) {
        if (out == null || !isLoggable(logged)) {
            return;
        }
        byte[] line = getFormatter().format(logged).getBytes(StandardCharsets.UTF_8);
        try {
            if (size > 0 && size + line.length > limitBytes) {
                roll();
            }
            out.write(line);
            size += line.length;
        } catch (IOException e) {
            reportError(null, e, ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void flush() {
        // Every record is written through at once.
    }

    @Override
    public synchronized void close() {
        try {
            if (out != null) {
                out.close();
                out = null;
            }
        } catch (IOException e) {
            reportError(null, e, ErrorManager.CLOSE_FAILURE);
        }
    }

    private void open() throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
    }

    private void roll() throws IOException {
        out.close();
        for (int number = files - 1; number >= 1; number--) {
            Path from = number == 1 ? file : numbered(number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        open();
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
