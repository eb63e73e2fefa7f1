package io.leengine.engine.platform;

import io.leengine.engine.Activities;
import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Pages;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ActivityFilter;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Activity over the store. */
public final class ActivityService implements Activities {
    private static final int AT_ONCE = 1_000;

    private final Store store;

    /** Over a store. */
    public ActivityService(Store store) {
        this.store = store;
    }

    @Override
    public Page<Activity> list(Actor actor, ActivityFilter filter, Page.Request page) {
        long before = page.after().map(ActivityService::id).orElse(Long.MAX_VALUE);
        return Pages.of(store.read(session -> session.journal().activity(allowed(session, actor, filter), before,
            page.limit() + 1)), page.limit(), activity -> String.valueOf(activity.id()));
    }

    @Override
    public void export(Actor actor, ActivityFilter filter, Consumer<Activity> taker) {
        Optional<Activity> last = Optional.empty();
        List<Activity> some;
        do {
            Optional<Activity> after = last;
            some = store.read(session -> session.journal().activityFrom(allowed(session, actor, filter), after, AT_ONCE));
            some.forEach(taker);
            last = some.isEmpty() ? last : Optional.of(some.getLast());
        } while (some.size() == AT_ONCE);
    }

    /** Returns the filter, narrowed to what the actor may see of it. */
    private static ActivityFilter allowed(Session session, Actor actor, ActivityFilter filter) {
        actor.required();
        if (actor.administrator()) {
            return filter;
        }
        if (filter.resource().isEmpty() && filter.actor().equals(actor.name())
                && Reach.ALL_KINDS.stream().allMatch(actor.reach()::coversAll)) {
            return filter.by(actor.id());
        }
        if (filter.kind().isEmpty() || filter.resource().isEmpty()) {
            actor.requiredAdministrator();
        }
        // What an earlier resource of that name went through is none of the present one's members' business.
        return filter.notBefore(created(session, actor, filter.kind().orElseThrow(), filter.resource()));
    }

    private static Instant created(Session session, Actor actor, ResourceKind kind, String name) {
        return switch (kind) {
            case APPLICATION, IMAGE, IMAGE_GROUP, CODE_BUILD -> {
                Access.require(session, actor, Permission.reading(kind), Resource.find(session, kind, name));
                yield created(session, kind, name).orElseThrow();
            }
            case USER -> session.users().byId(actor.id()).filter(user -> user.name().equals(name))
                .orElseThrow(() -> EngineException.notFound("user", name)).createdAt();
            default -> throw new EngineException(ErrorCode.FORBIDDEN, "Only a platform administrator may read this.");
        };
    }

    private static Optional<Instant> created(Session session, ResourceKind kind, String name) {
        return switch (kind) {
            case APPLICATION -> session.applications().byName(name).map(Application::createdAt);
            case IMAGE -> session.images().byRepository(name).map(Image::createdAt);
            case IMAGE_GROUP -> session.imageGroups().byName(name).map(ImageGroup::createdAt);
            default -> session.builds().byName(name).map(CodeBuild::createdAt);
        };
    }

    private static long id(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
    }
}
