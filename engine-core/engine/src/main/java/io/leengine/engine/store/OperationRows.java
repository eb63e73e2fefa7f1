package io.leengine.engine.store;

import io.leengine.engine.domain.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Work that goes on after the answer to who asked for it. */
@ProviderType
public interface OperationRows {
    /** Adds one. */
    void insert(Operation operation);

    /** Writes state, message, error and end of one that has not ended; one that has stays as it is. */
    void update(Operation operation);

    /** Returns one. */
    Optional<Operation> find(String id);

    /** Returns the newest of an action on a target. */
    Optional<Operation> latest(String action, String target);

    /** Returns those that have not ended, oldest first. */
    List<Operation> running();

    /**
     * Returns what somebody asked for, newest first.
     *
     * @param actor the id of who asked
     * @param state only those in this state; empty for all
     * @param before only those begun before this one; empty for the newest
     */
    List<Operation> list(String actor, Optional<Operation.State> state, Optional<Operation> before, int limit);

    /** Forgets what ended before a time. */
    void deleteEnded(Instant before);
}
