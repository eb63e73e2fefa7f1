package io.leengine.registry.ceph.rados;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Where operations on the objects of one namespace of a pool are begun. Any thread may; none waits here for the cluster.
 */
final class IoContext {
    private static final long CLOSE_MILLIS = 10_000;

    private final Librados librados;
    private final MemorySegment handle;
    private final Completions completions;
    // Shared by those who begin something, so that nothing is begun on what is given back.
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed;

    IoContext(Librados librados, MemorySegment handle, Completions completions) {
        this.librados = librados;
        this.handle = handle;
        this.completions = completions;
    }

    private interface Begin {
        int with(MemorySegment completion);
    }

    /** Begins a compound write, whose parts all take effect, or none. It is the operation's own from here on. */
    Completion write(String object, WriteOperation operation) throws RadosException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(object);
            Completion completion = begin("Writing " + object,
                each -> librados.operateWrite(operation.handle(), handle, each, name), operation::close);
            completion.afterwards(operation::close);
            return completion;
        }
    }

    /** Begins a compound read. It is given back by who began it, once it has ended. */
    Completion read(String object, OmapRead operation) throws RadosException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(object);
            return begin("Reading " + object, each -> librados.operateRead(operation.handle(), handle, each, name),
                operation::close);
        }
    }

    /** Begins to read bytes. Where they go to must not be used for anything else, nor freed, before the operation has ended. */
    Completion read(String object, MemorySegment into, long offset) throws RadosException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(object);
            Completion completion = begin("Reading " + object, each -> librados.read(handle, name, each, into, offset),
                () -> { });
            // Whoever gives up waiting forgets the memory; librados does not.
            completion.afterwards(() -> Reference.reachabilityFence(into));
            return completion;
        }
    }

    private Completion begin(String what, Begin operation, Runnable otherwise) throws RadosException {
        gate.readLock().lock();
        boolean begun = false;
        try {
            if (closed) {
                throw new RadosException(what, -RadosException.ECANCELED);
            }
            Completion completion = completions.begin(what);
            int result = operation.with(completion.handle());
            if (result < 0) {
                completions.withdraw(completion, result);
                throw new RadosException(what, result);
            }
            begun = true;
            return completion;
        } finally {
            gate.readLock().unlock();
            if (!begun) {
                otherwise.run();
            }
        }
    }

    /**
     * Takes no more operations, calls off those under way and gives the context back.
     *
     * @return false when one did not end: then librados still uses what it was given, and all of it must stay
     */
    boolean close() throws InterruptedException {
        gate.writeLock().lock();
        try {
            if (closed) {
                return true;
            }
            closed = true;
        } finally {
            gate.writeLock().unlock();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (Completion each : completions.underWay()) {
            each.cancel(librados, handle);
        }
        for (Completion each : completions.underWay()) {
            if (!each.awaitEnd(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())))) {
                return false;
            }
        }
        librados.destroyContext(handle);
        return true;
    }
}
