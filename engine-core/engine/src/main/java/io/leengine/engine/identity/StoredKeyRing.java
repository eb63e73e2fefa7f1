package io.leengine.engine.identity;

import io.leengine.engine.KeyRing;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys kept in the store, read once. */
public final class StoredKeyRing implements KeyRing {
    private final Store store;
    private final Secrets secrets = new Secrets();
    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

    /** Over a store. */
    public StoredKeyRing(Store store) {
        this.store = store;
    }

    @Override
    public byte[] key(String purpose) {
        return keys.computeIfAbsent(purpose, this::load).clone();
    }

    private byte[] load(String purpose) {
        try {
            return store.write(session -> session.journal().key(purpose).orElseGet(() -> {
                byte[] fresh = secrets.bytes();
                session.journal().insertKey(purpose, fresh);
                return fresh;
            }));
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                // Another engine made it at the same moment.
                return store.read(session -> session.journal().key(purpose).orElseThrow(() -> e));
            }
            throw e;
        }
    }
}
