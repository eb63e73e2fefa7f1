package io.leengine.engine.reconcile;

import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.store.Store;

/** Work that goes on at one of the engines only, from time to time: where its key is, it begins by itself. */
public final class SoleWork implements AutoCloseable {
    private final String key;
    private final KeyedQueue queue;

    /**
     * Gives work to whoever of the engines has the key.
     *
     * @param key the work's own, which no other has
     * @param work says when it is to go on
     */
    public SoleWork(String key, KeyedQueue.Work work, Ownership ownership, Store store) {
        this.key = key;
        this.queue = new KeyedQueue(key, 1, work, ownership, store);
        ownership.listen(queue.holder(this::start));
    }

    /** Begins, or goes on at once if the work rests. */
    public void start() {
        queue.add(key);
    }

    @Override
    public void close() {
        queue.close();
    }
}
