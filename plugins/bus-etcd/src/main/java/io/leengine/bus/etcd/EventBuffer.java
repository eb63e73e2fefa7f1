package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Events on their way to one consumer. It takes whatever is put into it, and says when that is much. */
final class EventBuffer {
    private static final int MANY = 1_000;
    private static final long MUCH = 16L << 20;

    private final ArrayDeque<BusEvent> events = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition few = lock.newCondition();
    private final Condition some = lock.newCondition();
    private long bytes;
    private EngineException end;

    void put(BusEvent event) {
        lock.lock();
        try {
            if (end == null) {
                events.add(event);
                bytes += size(event);
                some.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A list is taken at once, or nothing could come behind it. */
    private static long size(BusEvent event) {
        return event instanceof BusEvent.Put put ? put.entry().value().length : 0;
    }

    boolean full() {
        lock.lock();
        try {
            return events.size() >= MANY || bytes >= MUCH;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the consumer has taken all. */
    void awaitEmpty() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!events.isEmpty() && end == null) {
                few.await();
            }
        } finally {
            lock.unlock();
        }
    }

    Optional<BusEvent> next(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                if (end != null) {
                    throw new EngineException(end.code(), end.getMessage(), end).withNextStep(end.nextStep().orElse(null));
                }
                if (!events.isEmpty()) {
                    return Optional.of(take());
                }
                if (left <= 0) {
                    return Optional.empty();
                }
                left = some.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private BusEvent take() {
        BusEvent event = events.remove();
        bytes -= size(event);
        if (events.isEmpty()) {
            few.signal();
        }
        return event;
    }

    /** Whoever waits, or comes later, is told this. The first reason stays. */
    void end(EngineException reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
                events.clear();
            }
            few.signalAll();
            some.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static EngineException closed(String bus) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The watch on bus '" + bus + "' is closed.");
    }
}
