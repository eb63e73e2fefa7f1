package io.leengine.registry.ceph.s3;

import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Buffers of one size, at most so many at once. Those that nobody uses are kept while memory is not short. */
final class BufferPool {
    private final int bytes;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<SoftReference<byte[]>> idle = new ConcurrentLinkedDeque<>();

    BufferPool(int bytes, int count) {
        this.bytes = bytes;
        // Who waited longest is next.
        free = new Semaphore(count, true);
    }

    /** Takes a buffer if one is free and nobody waits for it. */
    Optional<byte[]> tryTake() {
        return !free.hasQueuedThreads() && free.tryAcquire() ? Optional.of(buffer()) : Optional.empty();
    }

    /** Takes a buffer, and waits until one is free; empty when the limit ran out. */
    Optional<byte[]> take(Duration limit) throws InterruptedException {
        return free.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS) ? Optional.of(buffer()) : Optional.empty();
    }

    /** Gives a buffer back, once. */
    void give(byte[] buffer) {
        idle.push(new SoftReference<>(buffer));
        free.release();
    }

    int free() {
        return free.availablePermits();
    }

    private byte[] buffer() {
        for (SoftReference<byte[]> each = idle.poll(); each != null; each = idle.poll()) {
            byte[] buffer = each.get();
            if (buffer != null) {
                return buffer;
            }
        }
        return new byte[bytes];
    }
}
