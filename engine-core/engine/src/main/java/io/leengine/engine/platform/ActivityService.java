package io.leengine.engine.platform;

import io.leengine.engine.Activities;
import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Pages;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.util.Optional;

/** Activity over the store. */
public final class ActivityService implements Activities {
    private final Store store;

    /** Over a store. */
    public ActivityService(Store store) {
        this.store = store;
    }

    @Override
    public Page<Activity> list(Actor actor, Optional<ResourceKind> kind, String resource, Page.Request page) {
        actor.required();
        long before = page.after().map(ActivityService::id).orElse(Long.MAX_VALUE);
        return Pages.of(store.read(session -> {
            check(session, actor, kind, resource);
            return session.journal().activity(kind, resource, before, page.limit() + 1);
        }), page.limit(), activity -> String.valueOf(activity.id()));
    }

    private static void check(Session session, Actor actor, Optional<ResourceKind> kind, String resource) {
        if (actor.administrator()) {
            return;
        }
        if (kind.isEmpty() || resource.isEmpty()) {
            actor.requiredAdministrator();
        }
        switch (kind.orElseThrow()) {
            case APPLICATION, IMAGE, IMAGE_GROUP, CODE_BUILD -> Access.require(session, actor,
                Permission.reading(kind.get()), Resource.find(session, kind.get(), resource));
            default -> actor.requiredAdministrator();
        }
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
    }
}
