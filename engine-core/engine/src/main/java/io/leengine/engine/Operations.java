package io.leengine.engine;

import io.leengine.engine.domain.Operation;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Work that goes on after the answer to who asked for it. It is seen by who asked, and by who may see its resource. */
@ProviderType
public interface Operations {
    /** Returns an operation as it is now; {@code NOT_FOUND} when there is none, or the actor may not see it. */
    Operation get(Actor actor, String id);

    /**
     * Returns what the actor asked for, newest first.
     *
     * @param state only what is in this state; empty for all
     */
    Page<Operation> list(Actor actor, Optional<Operation.State> state, Page.Request page);

    /**
     * Returns the newest operation of an action on a target: what the change just made, or a repeat of it, began.
     *
     * @param action as in activity
     * @param target the id of what is worked on
     */
    Optional<Operation> latest(String action, String target);
}
