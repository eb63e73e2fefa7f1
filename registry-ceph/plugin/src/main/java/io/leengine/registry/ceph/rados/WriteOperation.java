package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A compound write of one object: all of it takes effect, or nothing. Each step copies what it is given. Made by one
 * thread, then handed to {@link IoContext#write}.
 */
final class WriteOperation {
    private static final byte EQUAL = 1;

    private final Librados librados;
    private final MemorySegment handle;
    private final AtomicBoolean closed = new AtomicBoolean();

    WriteOperation(Librados librados) {
        this.librados = librados;
        this.handle = librados.createWrite();
    }

    MemorySegment handle() {
        return handle;
    }

    /** The write fails with ENOENT unless the object is there. */
    WriteOperation exists() {
        librados.assertExists(handle);
        return this;
    }

    /** Makes the object when it is not there. */
    WriteOperation create() {
        librados.createObject(handle, 0);
        return this;
    }

    WriteOperation bytes(MemorySegment bytes, long offset) {
        librados.writeBytes(handle, bytes, offset);
        return this;
    }

    WriteOperation remove() {
        librados.removeObject(handle);
        return this;
    }

    /**
     * The write fails with ECANCELED unless a key has a value; with none for a key that must be absent, which to Ceph is
     * the same as empty.
     */
    WriteOperation compare(String key, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            librados.compare(handle, copy(arena, key.getBytes(StandardCharsets.UTF_8)), EQUAL, copy(arena, value));
        }
        return this;
    }

    /** Sets keys. */
    WriteOperation set(Map<String, byte[]> values) {
        try (Arena arena = Arena.ofConfined()) {
            List<Map.Entry<String, byte[]>> entries = List.copyOf(values.entrySet());
            List<byte[]> keys = entries.stream().map(entry -> entry.getKey().getBytes(StandardCharsets.UTF_8)).toList();
            List<byte[]> bytes = entries.stream().map(Map.Entry::getValue).toList();
            librados.set(handle, pointers(arena, keys), pointers(arena, bytes), sizes(arena, keys), sizes(arena, bytes),
                entries.size());
        }
        return this;
    }

    /** Takes keys away. Absent: nothing. */
    WriteOperation unset(Collection<String> names) {
        try (Arena arena = Arena.ofConfined()) {
            List<byte[]> keys = names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
            librados.unset(handle, pointers(arena, keys), sizes(arena, keys), keys.size());
        }
        return this;
    }

    /** Gives it back. Repeated: does nothing. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            librados.releaseWrite(handle);
        }
    }

    static MemorySegment pointers(Arena arena, List<byte[]> all) {
        MemorySegment pointers = arena.allocate(ADDRESS, all.size());
        for (int i = 0; i < all.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, copy(arena, all.get(i)));
        }
        return pointers;
    }

    static MemorySegment sizes(Arena arena, List<byte[]> all) {
        MemorySegment sizes = arena.allocate(JAVA_LONG, all.size());
        for (int i = 0; i < all.size(); i++) {
            sizes.setAtIndex(JAVA_LONG, i, all.get(i).length);
        }
        return sizes;
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        return arena.allocateFrom(JAVA_BYTE, bytes);
    }
}
