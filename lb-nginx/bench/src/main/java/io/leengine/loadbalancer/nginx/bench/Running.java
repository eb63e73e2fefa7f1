package io.leengine.loadbalancer.nginx.bench;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** What has been started and not ended, to be ended in the other order; nothing is started after that. */
final class Running implements AutoCloseable {
    private final Deque<Entry<?>> entries = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /** How something is ended. */
    interface End<T> {
        void of(T what) throws InterruptedException;
    }

    private record Entry<T>(T what, End<T> end) {
        void run() {
            try {
                end.of(what);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes something over. @throws BenchException when everything is being ended; it has been, too, then */
    <T> T add(T what, End<T> end) {
        lock.lock();
        try {
            if (!closed) {
                entries.push(new Entry<>(what, end));
                return what;
            }
        } finally {
            lock.unlock();
        }
        new Entry<>(what, end).run();
        throw new BenchException("The bench is ending.");
    }

    /** Ends one. */
    void end(Object what) {
        lock.lock();
        try {
            Entry<?> entry = entries.stream().filter(each -> each.what() == what).findFirst().orElseThrow();
            entries.remove(entry);
            entry.run();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all. Whoever comes second waits for the first. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (!entries.isEmpty()) {
                entries.pop().run();
            }
        } finally {
            lock.unlock();
        }
    }
}
