package io.leengine.export;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A file to write.
 *
 * @param path in the distribution
 * @param content given, or null: that of the source
 * @param source where to copy from, or null
 * @param executable whether it is a program
 * @param sha256 of the content
 */
record Item(String path, byte[] content, Path source, boolean executable, String sha256) {
    static final int MODE_PROGRAM = 0755;
    static final int MODE_FILE = 0644;
    /** Archives keep even seconds only. */
    private static final int STEP_SECONDS = 2;
    private static final long STEPS = ChronoUnit.DAYS.getDuration().toSeconds() / STEP_SECONDS;
    private static final int DIGITS = 8;

    static Item of(String path, byte[] content) {
        return new Item(path, content, null, false, Digests.of(content));
    }

    static Item of(String path, Path source, boolean executable) throws IOException {
        return new Item(path, null, source, executable, Digests.of(source));
    }

    InputStream open() throws IOException {
        return content == null ? Files.newInputStream(source) : new ByteArrayInputStream(content);
    }

    long size() throws IOException {
        return content == null ? Files.size(source) : content.length;
    }

    int mode() {
        return executable ? MODE_PROGRAM : MODE_FILE;
    }

    /**
     * Returns the file's time: within the day before that of the distribution, by the content. So it is the same in every
     * export, and yet another one when the content is: the virtual machine's archives of classes and the launcher take a
     * file of the same size and time for the same file.
     */
    Instant time(Instant distribution) {
        long step = Long.parseLong(sha256.substring(0, DIGITS), 16) % STEPS;
        return distribution.truncatedTo(ChronoUnit.MINUTES).minusSeconds(step * STEP_SECONDS);
    }
}
