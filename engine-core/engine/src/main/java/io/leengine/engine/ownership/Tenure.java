package io.leengine.engine.ownership;

import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;

/** The time from when an engine owns a key until it does not any more. A run that began in it may act only within it. */
public interface Tenure {
    /** Throws {@code CONFLICT} once the key is another engine's, or may be; asks the database. To be called outside it. */
    void check() throws EngineException;

    /** As {@link #check()}, within a transaction. */
    void check(Session session) throws EngineException;
}
