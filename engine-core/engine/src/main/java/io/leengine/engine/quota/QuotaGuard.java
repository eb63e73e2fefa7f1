package io.leengine.engine.quota;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Image;
import io.leengine.engine.domain.ImageGroup;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks quotas within the transaction that would exceed them. Whoever may grow what a subject uses holds that subject
 * first, so two of the same subject come one after the other, and those of others do not wait. A subject without a limit
 * in force is not held at all.
 */
public final class QuotaGuard {
    /**
     * Whose quota something counts against.
     *
     * @param subject the subject
     * @param name its name, for messages
     */
    public record Charged(QuotaSubject subject, String name) {
    }

    private record Held(Map<QuotaKind, Long> limits, Map<QuotaKind, Long> used) {
    }

    private QuotaGuard() {
    }

    /** Returns the user an actor is, for what it is about to be the Owner of. */
    public static List<Charged> own(Actor actor) {
        return actor.kind() == Actor.Kind.USER ? List.of(new Charged(QuotaSubject.user(actor.id()), actor.name()))
            : List.of();
    }

    /**
     * Returns whom a resource may count for once its members change: each of its Owners, since the first of them may go,
     * and who is about to become one.
     */
    public static Set<Charged> heirs(Session session, ResourceKind kind, String resource, Optional<User> next) {
        Set<Charged> heirs = new LinkedHashSet<>();
        next.ifPresent(user -> heirs.add(charged(user)));
        session.members().list(kind, resource).stream().filter(member -> member.role() == Role.OWNER)
            .forEach(member -> session.users().byId(member.user()).ifPresent(user -> heirs.add(charged(user))));
        return heirs;
    }

    private static Charged charged(User user) {
        return new Charged(QuotaSubject.user(user.id()), user.name());
    }

    /** Returns whom a resource counts for: the Owner who has been a member for longest; nobody when it has none. */
    public static List<Charged> charged(Session session, ResourceKind kind, String resource) {
        return session.quotas().charged(kind, resource).map(id -> new Charged(QuotaSubject.user(id),
            session.users().byId(id).map(User::name).orElse(id))).stream().toList();
    }

    /** Returns whom an image counts for: its Owner, and the group that holds it. */
    public static List<Charged> charged(Session session, Image image) {
        List<Charged> charged = new ArrayList<>(charged(session, ResourceKind.IMAGE, image.id()));
        image.group().flatMap(session.imageGroups()::byName).ifPresent(group -> charged.add(charged(group)));
        return charged;
    }

    /** Returns an image group, for the images it holds. */
    public static Charged charged(ImageGroup group) {
        return new Charged(QuotaSubject.imageGroup(group.id()), group.name());
    }

    /**
     * Does work in a transaction, and throws {@code QUOTA_EXCEEDED} when after it one of the subjects uses more than
     * before and more than it may. Who uses too much already, since a limit was lowered, may still use less.
     *
     * @param charged whose quotas it counts against
     * @param kinds what the work may make grow
     */
    public static <T> T within(Session session, Collection<Charged> charged, Set<QuotaKind> kinds, Supplier<T> work) {
        Map<Charged, Held> held = new LinkedHashMap<>();
        charged.stream().sorted(Comparator.comparing(Charged::subject)).forEach(each -> {
            Set<QuotaKind> some = EnumSet.copyOf(kinds);
            some.retainAll(each.subject().kind().limits());
            if (!limits(session, session.quotas().find(each.subject()), some).isEmpty()) {
                Map<QuotaKind, Long> limits = limits(session, session.quotas().lock(each.subject()), some);
                held.put(each, new Held(limits, used(session, each.subject(), limits.keySet())));
            }
        });
        T done = work.get();
        held.forEach((each, before) -> check(each, before, used(session, each.subject(), before.limits().keySet())));
        return done;
    }

    private static Map<QuotaKind, Long> limits(Session session, Quota own, Set<QuotaKind> kinds) {
        Map<QuotaKind, Long> limits = own.over(session.quotas().find(QuotaSubject.all(own.subject().kind())));
        limits.keySet().retainAll(kinds);
        return limits;
    }

    private static Map<QuotaKind, Long> used(Session session, QuotaSubject subject, Set<QuotaKind> kinds) {
        return kinds.isEmpty() ? Map.of() : session.quotas().used(subject.kind(), List.of(subject.id()), kinds)
            .getOrDefault(subject.id(), Map.of());
    }

    private static void check(Charged charged, Held before, Map<QuotaKind, Long> after) {
        before.limits().forEach((kind, limit) -> {
            long was = before.used().getOrDefault(kind, 0L);
            long is = after.getOrDefault(kind, 0L);
            if (is > limit && is > was) {
                throw new EngineException(ErrorCode.QUOTA_EXCEEDED, "The quota of the "
                    + charged.subject().kind().words() + " " + charged.name() + " is " + limit + " " + kind.words()
                    + "; " + was + " are used, and this asks for " + (is - was) + " more.").withField(kind.field())
                    .withNextStep("Free some of it, or ask a platform administrator for more; 'leengine quotas show' "
                        + "lists what is used.");
            }
        });
    }
}
