package io.leengine.bus.etcd;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.bus.BusEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Events on their way from etcd to one consumer. Who writes waits while it is full, and so does etcd. */
final class EventBuffer {
    private static final int MOST = 256;

    private final ArrayDeque<BusEvent> events = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition some = lock.newCondition();
    private EngineException end;

    void put(BusEvent event) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (events.size() >= MOST && end == null) {
                room.await();
            }
            events.add(event);
            some.signal();
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
                    room.signal();
                    return Optional.of(events.remove());
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

    /** Whoever waits, or comes later, is told this. The first reason stays. */
    void end(EngineException reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
                events.clear();
            }
            room.signalAll();
            some.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static EngineException closed(String bus) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The watch on bus '" + bus + "' is closed.");
    }
}
