package io.leengine.cli.logs;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The engine's log of this machine. It rolls: {@code engine.log} is always the newest, what it was becomes
 * {@code engine.log.1}, and so on. A reader who follows misses nothing while a file is still there under some name.
 */
final class LogFile {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int BUFFER = 1 << 16;
    private static final int MOST_FILES = 100;

    private final Path file;

    LogFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the last lines, and goes on with those that come.
     *
     * @param more takes each line; returns whether to go on
     */
    void read(int tail, boolean follow, Predicate<String> more) throws InterruptedException {
        Path reading = file;
        boolean first = true;
        while (true) {
            Object key;
            try (FileChannel channel = FileChannel.open(reading, StandardOpenOption.READ)) {
                key = key(reading);
                if (first) {
                    channel.position(beginning(channel, tail));
                    first = false;
                }
                if (!lines(channel, key, follow, more)) {
                    return;
                }
            } catch (NoSuchFileException e) {
                if (first) {
                    throw new CommandException(ExitCode.NOT_FOUND, "There is no log " + file + ".",
                        "Has an engine been started with this data folder? 'leengine up', or name another with --data.", e);
                }
                // Between two names; it is there at the next look.
                key = null;
                Thread.sleep(POLL);
            } catch (IOException e) {
                throw new CommandException(ExitCode.FAILED, reading + " cannot be read: " + e.getMessage(), "", e);
            }
            reading = after(key);
        }
    }

    /** Returns where the last so many lines begin. */
    private static long beginning(FileChannel channel, int tail) throws IOException {
        long size = channel.size();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        int lines = 0;
        for (long end = size; end > 0; end -= BUFFER) {
            long start = Math.max(0, end - BUFFER);
            buffer.clear().limit((int) (end - start));
            fill(channel, buffer, start);
            for (int i = buffer.position() - 1; i >= 0; i--) {
                boolean last = start + i == size - 1;
                if (buffer.get(i) == '\n' && !last && ++lines == tail) {
                    return start + i + 1;
                }
            }
        }
        return tail == 0 ? size : 0;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long start) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                return;
            }
        }
    }

    /** Returns false when there is no more to read or nobody wants it, true when the log goes on in another file. */
    private boolean lines(FileChannel channel, Object key, boolean follow, Predicate<String> more)
            throws IOException, InterruptedException {
        LineBuffer line = new LineBuffer(more);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (true) {
            // Asked before it is read to the end: whatever is written to a file comes before it gets another name.
            boolean rolled = follow && rolled(key);
            for (int read = channel.read(buffer.clear()); read > 0; read = channel.read(buffer.clear())) {
                if (!line.take(buffer.flip())) {
                    return false;
                }
            }
            if (rolled || !follow) {
                return line.end() && rolled;
            }
            Thread.sleep(POLL);
        }
    }

    private boolean rolled(Object key) {
        try {
            return !key(file).equals(key);
        } catch (IOException e) {
            // In this moment it has no name.
            return true;
        }
    }

    /** Returns the file that goes on where another one ends: that with the number below, by now. */
    private Path after(Object key) {
        for (int number = 1; key != null && number < MOST_FILES; number++) {
            try {
                if (Objects.equals(key(numbered(number)), key)) {
                    return numbered(number - 1);
                }
            } catch (IOException e) {
                // There are no more.
                return file;
            }
        }
        return file;
    }

    private Path numbered(int number) {
        return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
