package io.leengine.engine.sim;

import io.leengine.engine.domain.SigningKey;
import io.leengine.engine.store.KeyRows;
import java.util.List;

/** Keys that sign tokens, in memory. */
record MemoryKeys(MemorySession session) implements KeyRows {
    @Override
    public List<SigningKey> signing() {
        return List.copyOf(session.state.signingKeys.values());
    }

    @Override
    public void insert(SigningKey key) {
        session.unique(session.state.signingKeys.containsKey(key.number()), "number", Long.toString(key.number()));
        session.state.signingKeys.put(key.number(), key);
    }

    @Override
    public void delete(long number) {
        session.writes();
        session.state.signingKeys.remove(number);
    }
}
