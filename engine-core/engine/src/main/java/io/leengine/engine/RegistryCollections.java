package io.leengine.engine;

import io.leengine.engine.domain.CollectionRun;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The collection of what nothing in the registry refers to any more: links of repositories to blobs, blobs, and uploads
 * nobody goes on with. Pushes and pulls go on meanwhile. For administrators.
 */
@ProviderType
public interface RegistryCollections {
    /** Returns collections, newest first. */
    Page<CollectionRun> list(Actor actor, Page.Request page);

    /** Returns one; {@code NOT_FOUND} when there is none. */
    CollectionRun get(Actor actor, String id);

    /**
     * Asks for a collection, which begins at once.
     *
     * @param countOnly whether it only counts what would go
     * @throws io.leengine.model.EngineException {@code CONFLICT} while one runs, {@code UNSUPPORTED} when the registry's
     *     storage does not list what repositories hold
     */
    CollectionRun start(Actor actor, boolean countOnly);

    /** Ends one that runs; what was taken away stays away. One that has ended: {@code CONFLICT}. */
    void cancel(Actor actor, String id);
}
