package io.leengine.registry.ceph.rados;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The operations under way, by numbers that librados hands back when one has ended. */
final class Completions {
    private static final System.Logger LOG = System.getLogger(Completions.class.getName());

    private final Librados librados;
    private final long limitMillis;
    private final MemorySegment callback;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Completion> pending = new ConcurrentHashMap<>();

    /**
     * @param arena must outlive each operation
     * @param limitMillis how long each is waited for at most
     */
    Completions(Librados librados, Arena arena, long limitMillis) {
        this.librados = librados;
        this.limitMillis = limitMillis;
        this.callback = callback(arena);
    }

    @SuppressWarnings("restricted") // librados calls back through it
    private MemorySegment callback(Arena arena) {
        try {
            var ended = MethodHandles.lookup().bind(this, "ended",
                MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
            return Linker.nativeLinker().upcallStub(ended, FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), arena);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A method of this class is not there", e);
        }
    }

    /** Makes the completion of an operation that is about to begin. */
    Completion begin(String what) throws RadosException {
        long number = last.incrementAndGet();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(ADDRESS);
            int result = librados.createCompletion(MemorySegment.ofAddress(number), callback, into);
            if (result < 0) {
                throw new RadosException(what, result);
            }
            Completion completion = new Completion(what, into.get(ADDRESS, 0), limitMillis);
            pending.put(number, completion);
            return completion;
        }
    }

    /** The operation could not be begun: librados will not call. */
    void withdraw(Completion completion, int result) {
        pending.values().remove(completion);
        completion.release(librados);
        completion.failed(result);
    }

    List<Completion> underWay() {
        return List.copyOf(pending.values());
    }

    /** What librados calls, in its thread. Nothing may be thrown from here: it would end the virtual machine. */
    private void ended(MemorySegment handle, MemorySegment number) {
        try {
            Completion completion = pending.remove(number.address());
            if (completion != null) {
                completion.ended(librados);
            }
        // catches all: an exception that got out of a callback ends the whole process
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "The end of a Ceph operation could not be told", e);
        }
    }
}
