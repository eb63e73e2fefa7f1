package io.leengine.scheduler.local;

import java.util.HashMap;
import java.util.Map;

/** The memory that instances have been promised. Processor time is shared out by the kernel and runs short, not out. */
final class Room {
    private final long memoryBytes;
    private final Map<String, Long> promised = new HashMap<>();

    Room(long memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    /** Promises an instance its memory if there is as much left. Repeated: stays true. */
    synchronized boolean take(String instance, long memory) {
        if (!promised.containsKey(instance)) {
            long taken = promised.values().stream().mapToLong(Long::longValue).sum();
            if (taken + memory > memoryBytes) {
                return false;
            }
            promised.put(instance, memory);
        }
        return true;
    }

    /** Promises it to an instance that runs already, whatever is left. */
    synchronized void adopt(String instance, long memory) {
        promised.put(instance, memory);
    }

    synchronized void giveBack(String instance) {
        promised.remove(instance);
    }
}
