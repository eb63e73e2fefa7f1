package io.leengine.bus.embedded;

import io.leengine.spi.bus.Bus;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of the journal. A record is its length and its checksum, four bytes each, then its kind and its changes: it
 * is there as a whole or not at all.
 */
final class Records {
    static final int HEAD = 8;
    static final int MOST = 64 << 20;
    private static final byte SET = 1;
    private static final byte REMOVED = 2;

    /** What a record is for. */
    enum Kind {
        /** Entries as they were when the journal was written anew. */
        SNAPSHOT,
        /** The snapshot is whole, and its revision is this. */
        SNAPSHOT_END,
        /** Changes, each of which raised the revision. */
        CHANGES
    }

    /**
     * A record as read.
     *
     * @param kind what it is for
     * @param revision of the map after it
     * @param changes in order
     * @param size of the record in bytes, with its head
     */
    record Read(Kind kind, long revision, List<Change> changes, int size) {
    }

    private Records() {
    }

    static ByteBuffer write(Kind kind, long revision, List<Change> changes) {
        int weight = 16;
        for (Change change : changes) {
            weight += change.weight();
        }
        ByteBuffer out = ByteBuffer.allocate(HEAD + weight);
        out.position(HEAD);
        out.put((byte) kind.ordinal()).putLong(revision);
        for (Change change : changes) {
            switch (change) {
                case Change.Set set -> {
                    put(out.put(SET), set.key());
                    put(out.putLong(set.entry().created()).putLong(set.revision()), set.lease());
                    out.putInt(set.entry().value().length).put(set.entry().value());
                }
                case Change.Removed removed -> put(out.put(REMOVED), removed.key()).putLong(removed.revision());
            }
        }
        out.putInt(0, out.position() - HEAD);
        out.putInt(4, checksum(out.slice(HEAD, out.position() - HEAD)));
        return out.flip();
    }

    /** Returns the record at a place, or empty when no whole and right one begins there. */
    static Optional<Read> read(ByteBuffer in, int at) {
        if (in.limit() - at < HEAD) {
            return Optional.empty();
        }
        int length = in.getInt(at);
        if (length < 9 || length > MOST || length > in.limit() - at - HEAD) {
            return Optional.empty();
        }
        ByteBuffer body = in.slice(at + HEAD, length);
        if (checksum(body.duplicate()) != in.getInt(at + 4)) {
            return Optional.empty();
        }
        return Optional.of(body(body, HEAD + length));
    }

    private static Read body(ByteBuffer in, int size) {
        try {
            Kind kind = Kind.values()[in.get()];
            long revision = in.getLong();
            List<Change> changes = new ArrayList<>();
            while (in.hasRemaining()) {
                changes.add(in.get() == SET ? set(in) : new Change.Removed(text(in), in.getLong()));
            }
            return new Read(kind, revision, changes, size);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("A record with a right checksum cannot be read.", e);
        }
    }

    private static Change.Set set(ByteBuffer in) {
        String key = text(in);
        long created = in.getLong();
        long modified = in.getLong();
        String lease = text(in);
        byte[] value = new byte[in.getInt()];
        in.get(value);
        return new Change.Set(new Bus.Entry(key, value, created, modified), lease);
    }

    private static ByteBuffer put(ByteBuffer out, String text) {
        return out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(ByteBuffer in) {
        byte[] text = new byte[in.getShort()];
        in.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
