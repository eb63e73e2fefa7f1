package io.leengine.engine.quota;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Quotas;
import io.leengine.engine.Selection;
import io.leengine.engine.access.Access;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Revisions;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Quotas over the store. */
public final class QuotaService implements Quotas {
    private final Store store;
    private final Changes changes;

    private record Named(QuotaSubject subject, String name) {
    }

    /** Over a store. */
    public QuotaService(Store store, Changes changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Page<Standing> list(Actor actor, QuotaSubject.Kind kind, Page.Request page) {
        actor.requiredAdministrator();
        return store.read(session -> {
            List<Named> found = switch (kind) {
                case USER -> session.users().list(page.after(), page.limit() + 1).stream().map(QuotaService::named).toList();
                case IMAGE_GROUP -> session.imageGroups().list(Selection.of(page), Viewer.of(Optional.empty())).stream()
                    .map(QuotaService::named).toList();
            };
            Page<Named> some = Pages.of(found, page.limit(), Named::name);
            Map<String, Map<QuotaKind, Long>> used = session.quotas().used(kind,
                some.items().stream().map(each -> each.subject().id()).toList(), kind.limits());
            Quota all = session.quotas().find(QuotaSubject.all(kind));
            return some.map(each -> standing(each, session.quotas().find(each.subject()), all,
                used.getOrDefault(each.subject().id(), Map.of())));
        });
    }

    private static Named named(User user) {
        return new Named(QuotaSubject.user(user.id()), user.name());
    }

    private static Named named(ImageGroup group) {
        return new Named(QuotaSubject.imageGroup(group.id()), group.name());
    }

    private static Standing standing(Named named, Quota own, Quota all, Map<QuotaKind, Long> used) {
        Map<QuotaKind, Long> whole = new EnumMap<>(QuotaKind.class);
        named.subject().kind().limits().forEach(kind -> whole.put(kind, used.getOrDefault(kind, 0L)));
        return new Standing(named.name(), own, own.over(all), whole);
    }

    @Override
    public Standing get(Actor actor, QuotaSubject.Kind kind, String name) {
        actor.required();
        return store.read(session -> {
            Named named = find(session, kind, name);
            if (!actor.administrator() && !isOwn(session, actor, named.subject())) {
                throw EngineException.notFound(kind.words(), name);
            }
            return standing(session, named);
        });
    }

    private static boolean isOwn(Session session, Actor actor, QuotaSubject subject) {
        return switch (subject.kind()) {
            case USER -> actor.kind() == Actor.Kind.USER && subject.id().equals(actor.id());
            case IMAGE_GROUP -> Access.role(session, actor, ResourceKind.IMAGE_GROUP, subject.id()).isPresent();
        };
    }

    private static Standing standing(Session session, Named named) {
        QuotaSubject subject = named.subject();
        return standing(named, session.quotas().find(subject), session.quotas().find(QuotaSubject.all(subject.kind())),
            session.quotas().used(subject.kind(), List.of(subject.id()), subject.kind().limits())
                .getOrDefault(subject.id(), Map.of()));
    }

    private static Named find(Session session, QuotaSubject.Kind kind, String name) {
        Optional<Named> found = switch (kind) {
            case USER -> session.users().byName(name).map(QuotaService::named);
            case IMAGE_GROUP -> session.imageGroups().byName(name).map(QuotaService::named);
        };
        return found.orElseThrow(() -> EngineException.notFound(kind.words(), name));
    }

    @Override
    public Standing set(Actor actor, QuotaSubject.Kind kind, String name, Map<QuotaKind, Long> limits,
            Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        check(kind, limits);
        changes.apply(actor, "quota.set", session -> {
            Named named = find(session, kind, name);
            Difference difference = put(session, named.subject(), limits, ifMatch, "The quota of " + name);
            return new Outcome(about(kind), name, "its quota", named.subject().id()).with(difference);
        });
        return get(actor, kind, name);
    }

    @Override
    public Quota defaults(Actor actor, QuotaSubject.Kind kind) {
        actor.required();
        return store.read(session -> session.quotas().find(QuotaSubject.all(kind)));
    }

    @Override
    public Quota setDefaults(Actor actor, QuotaSubject.Kind kind, Map<QuotaKind, Long> limits, Optional<Long> ifMatch) {
        actor.requiredAdministrator();
        check(kind, limits);
        changes.apply(actor, "quota.set-default", session -> {
            Difference difference = put(session, QuotaSubject.all(kind), limits, ifMatch,
                "The quota of each " + kind.words());
            return new Outcome(about(kind), "", "the quota of each " + kind.words(), "").with(difference);
        });
        return defaults(actor, kind);
    }

    private static ResourceKind about(QuotaSubject.Kind kind) {
        return switch (kind) {
            case USER -> ResourceKind.USER;
            case IMAGE_GROUP -> ResourceKind.IMAGE_GROUP;
        };
    }

    private static void check(QuotaSubject.Kind kind, Map<QuotaKind, Long> limits) {
        limits.forEach((limited, value) -> {
            if (!kind.limits().contains(limited)) {
                throw EngineException.invalid("limits." + limited.field(), "The " + limited.words() + " of each " + kind.words()
                    + " cannot be limited.");
            }
            if (value != Quota.NO_LIMIT && (value < 0 || value > Quota.MOST)) {
                throw EngineException.invalid("limits." + limited.field(), "'" + limited.field() + "' must be 0 to " + Quota.MOST
                    + ", or " + Quota.NO_LIMIT + " for no limit.");
            }
        });
    }

    private static Difference put(Session session, QuotaSubject subject, Map<QuotaKind, Long> limits,
            Optional<Long> ifMatch, String what) {
        Quota present = session.quotas().lock(subject);
        Revisions.check(ifMatch, present.revision(), what);
        session.quotas().put(new Quota(subject, limits, present.revision() + 1));
        return Difference.of(fields(present.limits()), fields(limits));
    }

    private static Map<String, String> fields(Map<QuotaKind, Long> limits) {
        Map<String, String> fields = new TreeMap<>();
        limits.forEach((kind, limit) -> fields.put(kind.field(), limit == Quota.NO_LIMIT ? "no limit" : limit.toString()));
        return fields;
    }
}
