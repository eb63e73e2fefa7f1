package io.leengine.engine.member;

import io.leengine.engine.Actor;
import io.leengine.engine.Members;
import io.leengine.engine.Page;
import io.leengine.engine.access.Access;
import io.leengine.engine.access.Permission;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.change.Subject;
import io.leengine.engine.domain.Member;
import io.leengine.engine.domain.NamedMember;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Members over the store. A change holds the resource's row, so that two Owners cannot leave at the same moment. */
public final class MemberService implements Members {
    private static final Duration LONGEST = Duration.ofDays(3_653);

    private final Store store;
    private final Changes changes;

    /** Over a store. */
    public MemberService(Store store, Changes changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Page<NamedMember> list(Actor actor, ResourceKind kind, String resource, Page.Request page) {
        return Pages.of(store.read(session -> {
            Resource found = Access.require(session, actor, Permission.seeingMembers(kind),
                Resource.find(session, kind, resource));
            return session.members().named(kind, found.id(), page.search(), page.after(), page.limit() + 1);
        }), page.limit(), NamedMember::name);
    }

    @Override
    public NamedMember add(Actor actor, ResourceKind kind, String resource, String user, Role role,
            Optional<Instant> expiresAt) {
        apply(actor, kind, "add-member", resource, user, Permission.changingMembers(kind), (session, held) -> {
            Change change = new Change(session, actor, held, user(session, user));
            change.mayTouch(role, "role");
            change.refuseSelf();
            if (change.present.filter(member -> !member.ended(changes.now())).isPresent()) {
                throw new EngineException(ErrorCode.ALREADY_EXISTS, user + " is a member of " + resource + " already.")
                    .withField("user");
            }
            return change.told(change.put(role, changes.now(), expiresAt));
        });
        return member(kind, resource, user);
    }

    @Override
    public NamedMember change(Actor actor, ResourceKind kind, String resource, String user, Role role,
            Optional<Instant> expiresAt) {
        apply(actor, kind, "change-member", resource, user, Permission.changingMembers(kind), (session, held) -> {
            Change change = changeOf(session, actor, held, user);
            Member present = change.present.orElseThrow();
            change.mayTouch(present.role(), "user");
            change.mayTouch(role, "role");
            change.refuseRaise(present, role, expiresAt);
            return change.told(change.put(role, present.since(), expiresAt));
        });
        return member(kind, resource, user);
    }

    @Override
    public void remove(Actor actor, ResourceKind kind, String resource, String user) {
        apply(actor, kind, "remove-member", resource, "", Permission.changingMembers(kind), (session, held) -> {
            Change change = changeOf(session, actor, held, user);
            change.mayTouch(change.present.orElseThrow().role(), "user");
            return change.told(change.remove());
        });
    }

    @Override
    public void leave(Actor actor, ResourceKind kind, String resource) {
        apply(actor, kind, "leave", resource, "", Permission.seeingMembers(kind), (session, held) -> {
            User self = session.users().byId(actor.id()).orElseThrow(() -> EngineException.notFound("user",
                actor.name()));
            Change change = new Change(session, actor, held, self);
            if (change.present.isEmpty()) {
                throw new EngineException(ErrorCode.CONFLICT, "You are no member of " + resource + " itself.")
                    .withNextStep("You reach it as a member of its image group, or as an administrator.");
            }
            return change.told(change.remove());
        });
    }

    @Override
    public NamedMember handOver(Actor actor, ResourceKind kind, String resource, String user) {
        apply(actor, kind, "hand-over", resource, user, Permission.handingOver(kind), (session, held) -> {
            Change heir = new Change(session, actor, held, user(session, user));
            if (heir.isSelf()) {
                throw EngineException.invalid("user", "You cannot hand over to yourself.");
            }
            heir.put(Role.OWNER, heir.present.map(Member::since).orElse(changes.now()), Optional.empty());
            Told told = heir.told("to " + user);
            return session.members().find(kind, held.id(), actor.id()).filter(own -> own.role() == Role.OWNER).map(own -> {
                Member next = new Member(kind, held.id(), own.user(), Role.MASTER, own.since(), own.expiresAt());
                session.members().put(next);
                return told.and(Difference.of(facts(actor.name(), Optional.of(own)),
                    facts(actor.name(), Optional.of(next))));
            }).orElse(told);
        });
        return member(kind, resource, user);
    }

    /** What one writes, and how it is told. */
    private interface Work {
        Told apply(Session session, Resource held);
    }

    /**
     * How a change is told.
     *
     * @param detail for a person
     * @param difference the memberships before and after, by user name
     */
    private record Told(String detail, Difference difference) {
        Told and(Difference more) {
            Map<String, String> before = new TreeMap<>(difference.before());
            before.putAll(more.before());
            Map<String, String> after = new TreeMap<>(difference.after());
            after.putAll(more.after());
            return new Told(detail, Difference.of(before, after));
        }
    }

    /**
     * Does a change, unless the resource would then count for another Owner than before whose quotas have no room for it.
     *
     * @param user who may become an Owner by it; empty for nobody
     */
    private void apply(Actor actor, ResourceKind kind, String action, String resource, String user,
            Permission permission, Work work) {
        changes.apply(actor, kind.label() + "." + action, new Subject(kind, resource), session -> {
            Resource held = Access.require(session, actor, permission, Resource.lock(session, kind, resource));
            Told told = QuotaGuard.within(session, heirs(session, held, user), QuotaKind.of(kind),
                () -> work.apply(session, held));
            return new Outcome(kind, resource, told.detail(), held.id()).with(told.difference());
        });
    }

    private static Set<QuotaGuard.Charged> heirs(Session session, Resource held, String user) {
        return QuotaKind.of(held.kind()).isEmpty() ? Set.of()
            : QuotaGuard.heirs(session, held.kind(), held.id(), session.users().byName(user));
    }

    private static Map<String, String> facts(String user, Optional<Member> member) {
        return member.map(it -> Map.of(user, it.role().name().toLowerCase(Locale.ROOT)
            + it.expiresAt().map(end -> " until " + end).orElse(""))).orElse(Map.of());
    }

    private static User user(Session session, String name) {
        return session.users().byName(name)
            .orElseThrow(() -> EngineException.invalid("user", "There is no user '" + name + "'."));
    }

    /** Begins a change of one who is a member; {@code NOT_FOUND} for all others. */
    private Change changeOf(Session session, Actor actor, Resource held, String user) {
        return session.users().byName(user).map(found -> new Change(session, actor, held, found))
            .filter(change -> change.present.isPresent())
            .orElseThrow(() -> EngineException.notFound("member of " + held.name(), user));
    }

    private NamedMember member(ResourceKind kind, String resource, String user) {
        return store.read(session -> session.members().find(kind, Resource.find(session, kind, resource).id(),
            user(session, user).id())).map(member -> new NamedMember(member, user, member.ended(changes.now())))
            .orElseThrow(() -> EngineException.notFound("member of " + resource, user));
    }

    /** One change of one user's membership, and the rules it must keep. */
    private final class Change {
        private final Session session;
        private final Actor actor;
        private final Resource resource;
        private final User user;
        private final Optional<Member> present;
        private final Role own;

        Change(Session session, Actor actor, Resource resource, User user) {
            this.session = session;
            this.actor = actor;
            this.resource = resource;
            this.user = user;
            this.present = session.members().find(resource.kind(), resource.id(), user.id());
            this.own = actor.administrator() ? actor.reach().most()
                : Access.role(session, actor, resource.kind(), resource.id()).orElse(Role.GUEST);
        }

        Told told(String detail) {
            return new Told(detail, Difference.of(facts(user.name(), present), facts(user.name(),
                session.members().find(resource.kind(), resource.id(), user.id()))));
        }

        boolean isSelf() {
            return user.id().equals(actor.id());
        }

        void mayTouch(Role role, String field) {
            if (role.compareTo(own) > 0) {
                throw forbidden("A " + own.name().toLowerCase(Locale.ROOT) + " adds, changes and removes members up to"
                    + " that role; this is about an " + role.name().toLowerCase(Locale.ROOT) + ".", field);
            }
        }

        void refuseSelf() {
            if (isSelf()) {
                throw forbidden("Nobody adds themselves.", "user");
            }
        }

        void refuseRaise(Member member, Role role, Optional<Instant> expiresAt) {
            if (isSelf() && role.compareTo(member.role()) > 0) {
                throw forbidden("Nobody raises their own role.", "role");
            }
            boolean later = member.expiresAt().isPresent()
                && expiresAt.filter(end -> !end.isAfter(member.expiresAt().get())).isEmpty();
            if (isSelf() && later) {
                throw forbidden("Nobody puts off the end of their own membership.", "expiresAt");
            }
        }

        private EngineException forbidden(String message, String field) {
            return new EngineException(ErrorCode.FORBIDDEN, message).withField(field)
                .withNextStep("Ask an owner of " + resource.name() + ".");
        }

        String put(Role role, Instant since, Optional<Instant> expiresAt) {
            expiresAt.ifPresent(this::checkEnd);
            session.members().put(new Member(resource.kind(), resource.id(), user.id(), role, since, expiresAt));
            keepOwner(role);
            return user.name() + " as " + role.name().toLowerCase(Locale.ROOT)
                + expiresAt.map(end -> " until " + end).orElse("");
        }

        private void checkEnd(Instant end) {
            Instant now = changes.now();
            if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST))) {
                throw EngineException.invalid("expiresAt", "'expiresAt' must be in the future, and at most ten years"
                    + " ahead.");
            }
        }

        String remove() {
            session.members().delete(resource.kind(), resource.id(), user.id());
            keepOwner(Role.GUEST);
            return user.name();
        }

        /** Refuses what leaves nobody who can be relied on to look after the resource. */
        private void keepOwner(Role next) {
            boolean concerns = next == Role.OWNER || present.filter(member -> member.role() == Role.OWNER).isPresent();
            if (concerns && session.members().list(resource.kind(), resource.id()).stream()
                    .noneMatch(member -> member.role() == Role.OWNER && member.expiresAt().isEmpty())) {
                throw new EngineException(ErrorCode.CONFLICT, resource.name() + " needs an owner whose membership does"
                    + " not end, and " + user.name() + " is the last one.")
                    .withNextStep("Hand it over first, or make another member an owner.");
            }
        }
    }
}
