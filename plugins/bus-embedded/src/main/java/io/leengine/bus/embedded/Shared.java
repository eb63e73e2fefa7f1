package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the threads of one bus share: the state, the lock that guards it, and whether the bus is closed. */
final class Shared {
    final String name;
    final State state;
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private volatile boolean closed;

    Shared(String name, State state) {
        this.name = name;
        this.state = state;
    }

    boolean closed() {
        return closed;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Enters the lock of an open bus; the caller unlocks. */
    void enter() throws InterruptedException {
        lock.lockInterruptibly();
        if (closed) {
            lock.unlock();
            throw unavailable();
        }
    }

    EngineException unavailable() {
        return new EngineException(ErrorCode.UNAVAILABLE, "Bus '" + name + "' is closed.");
    }
}
