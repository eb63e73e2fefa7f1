package io.leengine.engine.signing;

import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.reconcile.SoleWork;
import io.leengine.engine.store.Store;
import java.time.Duration;
import java.util.Optional;

/** Looks after the signing keys from time to time, at one of the engines. */
public final class KeyRotation implements KeyedQueue.Work, AutoCloseable {
    private static final String KEY = "signing-keys";
    private static final Duration PACE = Duration.ofMinutes(10);

    private final SigningKeyService keys;
    private final SoleWork work;

    /** Of keys in a store. */
    public KeyRotation(SigningKeyService keys, Store store, Ownership ownership) {
        this.keys = keys;
        work = new SoleWork(KEY, this, ownership, store);
    }

    /** Begins. */
    public void start() {
        work.start();
    }

    @Override
    public Optional<Duration> run(String key, String request) {
        keys.tend();
        return Optional.of(PACE);
    }

    @Override
    public void close() {
        work.close();
    }
}
