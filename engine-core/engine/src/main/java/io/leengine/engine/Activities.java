package io.leengine.engine;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.ResourceKind;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Who did what. */
@ProviderType
public interface Activities {
    /**
     * Returns activity, newest first. Of one resource for who may see it (Reporter and up); of everything for
     * administrators.
     *
     * @param kind of resource; empty for all
     * @param resource its name; empty for all
     */
    default Page<Activity> list(Actor actor, Optional<ResourceKind> kind, String resource, Page.Request page) {
        return list(actor, ActivityFilter.of(kind, resource), page);
    }

    /**
     * Returns activity, newest first: of one resource for who may see it (Reporter and up), since it was created; one's
     * own; of everything for administrators.
     */
    Page<Activity> list(Actor actor, ActivityFilter filter, Page.Request page);

    /**
     * Hands over all activity that passes a filter, oldest first, whatever its amount; for the same who may list it. What
     * is refused is refused before the first is handed over.
     */
    void export(Actor actor, ActivityFilter filter, Consumer<Activity> taker);
}
