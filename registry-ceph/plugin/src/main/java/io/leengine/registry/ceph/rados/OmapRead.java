package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** A read of keys of one object. Librados writes what it found into this, so it is given back once it has ended. */
final class OmapRead {
    private final Librados librados;
    // Freed by the collector: many are short, and closing a shared arena stops every thread for a moment.
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment handle;
    private final MemorySegment iterator = arena.allocate(ADDRESS);
    private final MemorySegment more = arena.allocate(JAVA_BYTE);
    private final MemorySegment result = arena.allocate(JAVA_INT);
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * What was found.
     *
     * @param values keys, ASCII, with their values
     * @param more whether there are further keys
     */
    record Found(SortedMap<String, byte[]> values, boolean more) {
        static final Found NOTHING = new Found(new TreeMap<>(), false);
    }

    private OmapRead(Librados librados) {
        this.librados = librados;
        this.handle = librados.createRead();
    }

    /**
     * Reads the keys after one, in order, that begin with a prefix. The cluster may give fewer than asked for and say that
     * there are more.
     */
    static OmapRead values(Librados librados, String after, String prefix, int limit) {
        OmapRead read = new OmapRead(librados);
        librados.readPage(read.handle, read.arena.allocateFrom(after), read.arena.allocateFrom(prefix), limit, read.iterator,
            read.more, read.result);
        return read;
    }

    /** Reads the keys after one, in order, without their values. */
    static OmapRead keys(Librados librados, String after, int limit) {
        OmapRead read = new OmapRead(librados);
        librados.readNames(read.handle, read.arena.allocateFrom(after), limit, read.iterator, read.more, read.result);
        return read;
    }

    /** Reads one key. */
    static OmapRead of(Librados librados, String key) {
        OmapRead read = new OmapRead(librados);
        List<byte[]> keys = List.of(key.getBytes(StandardCharsets.UTF_8));
        librados.readKeys(read.handle, WriteOperation.pointers(read.arena, keys), 1, WriteOperation.sizes(read.arena, keys),
            read.iterator, read.result);
        return read;
    }

    MemorySegment handle() {
        return handle;
    }

    /** Returns what was found, once the read has ended well. */
    Found found() throws RadosException {
        int code = result.get(JAVA_INT, 0);
        if (code < 0) {
            throw new RadosException("Reading keys", code);
        }
        SortedMap<String, byte[]> values = new TreeMap<>();
        try (Arena local = Arena.ofConfined()) {
            MemorySegment key = local.allocate(ADDRESS);
            MemorySegment value = local.allocate(ADDRESS);
            MemorySegment keySize = local.allocate(JAVA_LONG);
            MemorySegment valueSize = local.allocate(JAVA_LONG);
            while (true) {
                int status = librados.next(iterator.get(ADDRESS, 0), key, value, keySize, valueSize);
                if (status < 0) {
                    throw new RadosException("Reading keys", status);
                }
                if (MemorySegment.NULL.equals(key.get(ADDRESS, 0))) {
                    return new Found(values, more.get(JAVA_BYTE, 0) != 0);
                }
                values.put(new String(bytes(key, keySize), StandardCharsets.UTF_8), bytes(value, valueSize));
            }
        }
    }

    @SuppressWarnings("restricted") // librados says how long it is
    private static byte[] bytes(MemorySegment pointer, MemorySegment size) {
        long length = size.get(JAVA_LONG, 0);
        return length == 0 ? new byte[0] : pointer.get(ADDRESS, 0).reinterpret(length).toArray(JAVA_BYTE);
    }

    /** Gives it back. Repeated: does nothing. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            MemorySegment found = iterator.get(ADDRESS, 0);
            if (!MemorySegment.NULL.equals(found)) {
                librados.end(found);
            }
            librados.releaseRead(handle);
        }
    }
}
