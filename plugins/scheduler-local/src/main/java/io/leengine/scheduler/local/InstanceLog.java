package io.leengine.scheduler.local;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * The log of one instance: {@code log}, which its processes append to by themselves, and {@code log.1}, {@code log.2}…
 * before it. Turned by copying and cutting, because the processes keep their file open, also while no engine runs; what
 * is printed between the two is lost.
 */
final class InstanceLog {
    private static final int LAST_LINE_WITHIN = 4_096;

    private final Path folder;
    private final long mostBytes;
    private final int kept;
    private long turns;

    /**
     * @param mostBytes when to turn it
     * @param kept how many turned files to keep
     */
    InstanceLog(Path folder, long mostBytes, int kept) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.kept = kept;
    }

    Path file() {
        return folder.resolve("log");
    }

    /** A place in the log: a file, known by how often the log had been turned when it was the newest, and an offset. */
    record Place(long turn, long offset) {
    }

    /**
     * What was read.
     *
     * @param bytes may be none
     * @param next where to go on
     * @param end whether nothing more is there now
     */
    record Piece(byte[] bytes, Place next, boolean end) {
    }

    /** Turns the log if it has grown too long. */
    synchronized void turnIfLong() throws IOException {
        Path log = file();
        if (!Files.exists(log) || Files.size(log) <= mostBytes) {
            return;
        }
        for (int i = kept; i > 1; i--) {
            if (Files.exists(numbered(i - 1))) {
                Files.move(numbered(i - 1), numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        try (RandomAccessFile cut = new RandomAccessFile(log.toFile(), "rw")) {
            if (kept > 0) {
                Files.deleteIfExists(numbered(1));
                Files.createFile(numbered(1), PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
                try (InputStream in = new FileInputStream(log.toFile());
                        FileOutputStream out = new FileOutputStream(numbered(1).toFile())) {
                    in.transferTo(out);
                    // With nothing in between: what is printed between the end of the copy and the cut is lost.
                    cut.setLength(0);
                }
            } else {
                cut.setLength(0);
            }
        }
        turns++;
    }

    /** Returns the oldest place that is kept. */
    synchronized Place oldest() {
        long turn = turns;
        while (turns - turn < kept && Files.exists(numbered((int) (turns - turn) + 1))) {
            turn--;
        }
        return new Place(turn, 0);
    }

    /**
     * Returns a place before which nothing was printed at a time or later. Lines have no times of their own; but a file has
     * no line that is younger than its last change.
     */
    synchronized Place since(Instant time) throws IOException {
        Place place = oldest();
        while (place.turn() < turns && changed(place).isBefore(time)) {
            place = new Place(place.turn() + 1, 0);
        }
        return Files.exists(file()) && place.turn() == turns && changed(place).isBefore(time) ? end() : place;
    }

    /** Returns the place where nothing more is at this moment. */
    synchronized Place end() throws IOException {
        return new Place(turns, Files.exists(file()) ? Files.size(file()) : 0);
    }

    private Instant changed(Place place) throws IOException {
        return Files.getLastModifiedTime(of(place)).toInstant();
    }

    private Path of(Place place) {
        int number = (int) (turns - place.turn());
        return number == 0 ? file() : numbered(number);
    }

    /** Reads on from a place; from the oldest kept when that one is gone. */
    synchronized Piece read(Place asked, int most) throws IOException {
        Place place = asked;
        Place oldest = oldest();
        if (place.turn() < oldest.turn()) {
            place = oldest;
        }
        int number = (int) (turns - place.turn());
        Path file = of(place);
        byte[] bytes = new byte[0];
        if (Files.exists(file)) {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(place.offset());
                bytes = new byte[Math.clamp(in.length() - place.offset(), 0, most)];
                in.readFully(bytes);
            }
        }
        if (bytes.length == 0 && number > 0) {
            return new Piece(bytes, new Place(place.turn() + 1, 0), false);
        }
        return new Piece(bytes, new Place(place.turn(), place.offset() + bytes.length), bytes.length == 0);
    }

    /** Returns the last line with something on it; empty when there is none. */
    synchronized String lastLine() throws IOException {
        if (!Files.exists(file())) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file().toFile(), "r")) {
            in.seek(Math.max(0, in.length() - LAST_LINE_WITHIN));
            byte[] end = new byte[(int) Math.min(LAST_LINE_WITHIN, in.length())];
            int length = Math.max(0, in.read(end));
            String text = new String(end, 0, length, StandardCharsets.UTF_8).stripTrailing();
            return text.substring(text.lastIndexOf('\n') + 1).strip();
        }
    }

    private Path numbered(int number) {
        return folder.resolve("log." + number);
    }
}
