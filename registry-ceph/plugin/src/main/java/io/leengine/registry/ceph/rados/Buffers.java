package io.leengine.registry.ceph.rados;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** Memory outside the heap, in slices of one size that are used again. Any thread. */
final class Buffers {
    private final int sliceBytes;
    private final int most;
    private final Deque<Buffer> free = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param sliceBytes how large each is
     * @param most how many are kept while nobody uses them
     */
    Buffers(int sliceBytes, int most) {
        this.sliceBytes = sliceBytes;
        this.most = most;
    }

    /** A slice, and what it is freed by. */
    record Buffer(Arena arena, MemorySegment memory) {
    }

    Buffer take() {
        synchronized (this) {
            Buffer used = free.poll();
            if (used != null) {
                return used;
            }
        }
        Arena arena = Arena.ofShared();
        return new Buffer(arena, arena.allocate(sliceBytes));
    }

    /** Takes a slice back; nobody may use it any more. */
    void give(Buffer buffer) {
        synchronized (this) {
            if (!closed && free.size() < most) {
                free.push(buffer);
                return;
            }
        }
        buffer.arena().close();
    }

    /** Frees what nobody uses, and the rest as it is given back. */
    synchronized void close() {
        closed = true;
        free.forEach(buffer -> buffer.arena().close());
        free.clear();
    }
}
