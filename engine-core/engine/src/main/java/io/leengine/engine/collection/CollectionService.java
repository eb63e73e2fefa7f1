package io.leengine.engine.collection;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.RegistryCollections;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import java.util.List;

/** Collections over the store; whichever engine owns them carries them out. */
public final class CollectionService implements RegistryCollections {
    private final Store store;
    private final Changes changes;
    private final Ids ids;
    private final Seams seams;
    private final Runnable wanted;

    /**
     * What it is made of.
     *
     * @param wanted called when there is something to carry out
     */
    public CollectionService(Store store, Changes changes, Ids ids, Seams seams, Runnable wanted) {
        this.store = store;
        this.changes = changes;
        this.ids = ids;
        this.seams = seams;
        this.wanted = wanted;
    }

    @Override
    public Page<CollectionRun> list(Actor actor, Page.Request page) {
        actor.requiredAdministrator();
        List<CollectionRun> found =
            store.read(session -> session.collections().list(page.after(), page.limit() + 1));
        return Pages.of(found, page.limit(), CollectionRun::id);
    }

    @Override
    public CollectionRun get(Actor actor, String id) {
        actor.requiredAdministrator();
        return find(id);
    }

    private CollectionRun find(String id) {
        return store.read(session -> session.collections().find(id)).orElseThrow(() -> absent(id));
    }

    private static EngineException absent(String id) {
        return EngineException.notFound("collection", id);
    }

    @Override
    public CollectionRun start(Actor actor, boolean countOnly) {
        actor.requiredAdministrator();
        RegistryStorage storage = Holdings.of(seams.requireFirst(RegistryStorage.class)).storage();
        String resource = SeamKind.REGISTRY_STORAGE.label() + "/" + storage.name();
        String id = changes.apply(actor, "registry.collect", new Subject(ResourceKind.PART, resource), session -> {
            session.collections().running().stream().findFirst().ifPresent(run -> {
                throw new EngineException(ErrorCode.CONFLICT, "The collection " + run.id() + " runs.")
                    .withNextStep("Wait for its end, or cancel it.");
            });
            CollectionRun run = CollectionRun.begun(ids.next(), countOnly, actor.name(), changes.now());
            session.collections().insert(run);
            return new Outcome(ResourceKind.PART, resource, countOnly ? "only counts" : "", run.id());
        });
        wanted.run();
        return find(id);
    }

    @Override
    public void cancel(Actor actor, String id) {
        actor.requiredAdministrator();
        changes.apply(actor, "registry.cancel-collection", session -> {
            CollectionRun run = session.collections().find(id).orElseThrow(() -> absent(id));
            if (!session.collections().update(run.ended(CollectionRun.State.CANCELED, "Canceled by " + actor.name() + ".",
                    changes.now()))) {
                throw new EngineException(ErrorCode.CONFLICT, "The collection " + id + " has ended already.");
            }
            return new Outcome(ResourceKind.PART, SeamKind.REGISTRY_STORAGE.label(), id, id);
        });
    }
}
