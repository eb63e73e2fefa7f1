package io.leengine.monitor.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.SoftReference;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One hour's points, written once: those of a series together, then an index, then where the index is. Each part has a
 * checksum. Files are opened anew for each read, and not as channels: an interrupted reader closes nothing.
 */
final class Block {
    private static final int FOOT = 24;
    private static final long MAGIC = 0x4c45424c4f434b01L;

    private final Path file;
    private SoftReference<List<Part>> index = new SoftReference<>(null);

    /** Where a series' points are. */
    private record Part(SeriesKey series, long offset, int length, int checksum) {
    }

    Block(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Writes a block under a temporary name first, so that one of this name is always whole. */
    static Block write(Path file, Map<SeriesKey, Points> series) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            List<Part> parts = new ArrayList<>();
            for (Map.Entry<SeriesKey, Points> one : series.entrySet()) {
                ByteBuffer points = one.getValue().encode();
                parts.add(new Part(one.getKey(), out.position(), points.remaining(),
                    HourLog.checksum(points.duplicate())));
                writeAll(out, points);
            }
            long at = out.position();
            ByteBuffer index = index(parts);
            ByteBuffer foot = ByteBuffer.allocate(FOOT).putLong(at).putInt(index.remaining())
                .putInt(HourLog.checksum(index.duplicate())).putLong(MAGIC).flip();
            writeAll(out, index);
            writeAll(out, foot);
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return new Block(file);
    }

    private static ByteBuffer index(List<Part> parts) {
        List<byte[]> keys = parts.stream().map(part -> part.series().bytes()).toList();
        ByteBuffer out = ByteBuffer.allocate(4 + keys.stream().mapToInt(key -> key.length + 20).sum());
        out.putInt(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            out.putInt(keys.get(i).length).put(keys.get(i)).putLong(part.offset()).putInt(part.length())
                .putInt(part.checksum());
        }
        return out.flip();
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Reads the points of the series that are wanted. */
    Map<SeriesKey, Points> read(Predicate<SeriesKey> wanted, long slotMillis) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            Map<SeriesKey, Points> found = new HashMap<>();
            for (Part part : parts(in)) {
                if (wanted.test(part.series())) {
                    ByteBuffer points = read(in, part.offset(), part.length(), part.checksum());
                    found.put(part.series(), Points.decode(points, slotMillis));
                }
            }
            return found;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("The block '" + file + "' cannot be understood.", e);
        }
    }

    private synchronized List<Part> parts(RandomAccessFile in) throws IOException {
        List<Part> parts = index.get();
        if (parts == null) {
            parts = readIndex(in);
            index = new SoftReference<>(parts);
        }
        return parts;
    }

    private List<Part> readIndex(RandomAccessFile in) throws IOException {
        if (in.length() < FOOT) {
            throw new IOException("The block '" + file + "' is too short.");
        }
        byte[] bytes = new byte[FOOT];
        in.seek(in.length() - FOOT);
        in.readFully(bytes);
        ByteBuffer foot = ByteBuffer.wrap(bytes);
        if (foot.getLong(16) != MAGIC) {
            throw new IOException("The block '" + file + "' has no end.");
        }
        ByteBuffer index = read(in, foot.getLong(0), foot.getInt(8), foot.getInt(12));
        List<Part> parts = new ArrayList<>();
        for (int left = index.getInt(); left > 0; left--) {
            SeriesKey series = SeriesKey.read(index, index.getInt());
            parts.add(new Part(series, index.getLong(), index.getInt(), index.getInt()));
        }
        return parts;
    }

    private ByteBuffer read(RandomAccessFile in, long offset, int length, int checksum) throws IOException {
        if (offset < 0 || length < 0 || offset + length > in.length()) {
            throw new IOException("The block '" + file + "' is damaged.");
        }
        byte[] bytes = new byte[length];
        in.seek(offset);
        in.readFully(bytes);
        if (HourLog.checksum(ByteBuffer.wrap(bytes)) != checksum) {
            throw new IOException("The block '" + file + "' is damaged at byte " + offset + ".");
        }
        return ByteBuffer.wrap(bytes);
    }
}
