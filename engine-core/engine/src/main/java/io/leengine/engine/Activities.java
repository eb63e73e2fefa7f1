package io.leengine.engine;

import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import java.util.Optional;
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
    Page<Activity> list(Actor actor, Optional<ResourceKind> kind, String resource, Page.Request page);
}
