package io.leengine.engine.change;

import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;

/** A store whose first write fails while somebody else's comes through, as two transactions at once may do. */
final class RacedStore implements Store {
    private final MemoryStore store;
    private Thread winner;

    RacedStore(MemoryStore store, Thread winner) {
        this.store = store;
        this.winner = winner;
    }

    @Override
    public <T> T read(Work<T> work) {
        return store.read(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        if (winner == null) {
            return store.write(work);
        }
        try {
            return store.write(work);
        } catch (EngineException e) {
            winner.start();
            try {
                winner.join();
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
            }
            winner = null;
            throw e;
        }
    }
}
