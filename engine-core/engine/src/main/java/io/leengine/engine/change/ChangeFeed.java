package io.leengine.engine.change;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Tells those who wait that something about a key may have changed. Numbers start anew with each engine. */
public final class ChangeFeed {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Long> numbers = new HashMap<>();
    private long counter = 1;

    /** Wakes those who wait for a key. */
    public void changed(String key) {
        lock.lock();
        try {
            numbers.put(key, ++counter);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a key's number differs from the one seen, or the time is up, and returns it. */
    public long await(String key, long seen, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (numbers.getOrDefault(key, 1L) == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
            return numbers.getOrDefault(key, 1L);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a key that is gone. */
    public void forget(String key) {
        lock.lock();
        try {
            numbers.remove(key);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
