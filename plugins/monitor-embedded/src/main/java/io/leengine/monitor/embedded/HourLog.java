package io.leengine.monitor.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The log of one hour: frames of samples with a length and a checksum, appended. What follows the last whole frame is
 * dropped. Used by one thread.
 */
final class HourLog implements AutoCloseable {
    private static final int HEAD = 8;

    private final Path file;
    private final RandomAccessFile out;
    private final Map<SeriesKey, Integer> ids = new HashMap<>();
    private long length;

    /** A sample on its way to the disk. */
    record Line(SeriesKey series, long time, double value) {
    }

    /** Takes the samples that are found in a log. */
    interface Reader {
        void sample(SeriesKey series, long time, double value);
    }

    /** Opens a log, reads what is there and goes on behind it. */
    HourLog(Path file, Reader reader) throws IOException {
        this.file = file;
        byte[] found = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        this.length = read(ByteBuffer.wrap(found), reader);
        this.out = new RandomAccessFile(file.toFile(), "rw");
        boolean ready = false;
        try {
            out.setLength(length);
            ready = true;
        } finally {
            if (!ready) {
                out.close();
            }
        }
    }

    private long read(ByteBuffer in, Reader reader) {
        List<SeriesKey> known = new ArrayList<>();
        int good = 0;
        while (in.remaining() >= HEAD) {
            int size = in.getInt();
            int sum = in.getInt();
            if (size < 8 || size > in.remaining() || checksum(in.slice(in.position(), size)) != sum) {
                break;
            }
            int end = in.position() + size;
            for (int fresh = in.getInt(); fresh > 0; fresh--) {
                known.add(SeriesKey.read(in, in.getInt()));
            }
            for (int samples = in.getInt(); samples > 0; samples--) {
                reader.sample(known.get(in.getInt()), in.getLong(), in.getDouble());
            }
            in.position(end);
            good = end;
        }
        known.forEach(key -> ids.put(key, ids.size()));
        return good;
    }

    /** Appends a frame; after an error nothing of it is there. */
    void append(List<Line> lines) throws IOException {
        List<byte[]> fresh = new ArrayList<>();
        List<SeriesKey> added = new ArrayList<>();
        int size = 16;
        for (Line line : lines) {
            if (ids.putIfAbsent(line.series(), ids.size()) == null) {
                added.add(line.series());
                fresh.add(line.series().bytes());
                size += fresh.getLast().length + 4;
            }
            size += 20;
        }
        ByteBuffer frame = ByteBuffer.allocate(size);
        frame.position(HEAD).putInt(fresh.size());
        fresh.forEach(key -> frame.putInt(key.length).put(key));
        frame.putInt(lines.size());
        lines.forEach(line -> frame.putInt(ids.get(line.series())).putLong(line.time()).putDouble(line.value()));
        frame.putInt(0, size - HEAD).putInt(4, checksum(frame.slice(HEAD, size - HEAD)));
        boolean done = false;
        try {
            out.seek(length);
            out.write(frame.array());
            out.getFD().sync();
            length += size;
            done = true;
        } finally {
            if (!done) {
                added.forEach(ids::remove);
                out.setLength(length);
            }
        }
    }

    void delete() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
