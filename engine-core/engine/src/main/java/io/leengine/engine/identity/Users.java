package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.UserChange;
import io.leengine.engine.Page;
import io.leengine.engine.access.Resource;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.engine.store.UserRows.Owned;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Users over the store. There is always an administrator who can log in. */
final class Users {
    private static final Pattern EMAIL = Pattern.compile("[^\\s\\p{Cntrl}\\p{Cf}@]{1,64}@[A-Za-z0-9.-]{1,189}");
    private static final int MOST_NAMED = 5;

    private final Store store;
    private final Changes changes;
    private final Passwords passwords;
    private final Ids ids;
    private final LogInThrottle throttle;
    private final Standing standing;

    Users(Store store, Changes changes, Passwords passwords, Ids ids, LogInThrottle throttle, Standing standing) {
        this.store = store;
        this.changes = changes;
        this.passwords = passwords;
        this.ids = ids;
        this.throttle = throttle;
        this.standing = standing;
    }

    User create(Actor actor, String name, String password, boolean administrator) {
        actor.requiredAdministrator();
        if (administrator) {
            actor.requiredLogIn();
        }
        Identifiers.name("name", name);
        User user = new User(ids.next(), name, passwords.hash("password", password, name), administrator, changes.now());
        String id = changes.apply(actor, "user.create", session -> {
            session.users().insert(user);
            return new Outcome(ResourceKind.USER, name, administrator ? "administrator" : "", user.id())
                .with(Difference.of(Map.of(), facts(user)));
        });
        return store.read(session -> session.users().byId(id)).orElseThrow();
    }

    Page<User> list(Actor actor, Page.Request page) {
        actor.requiredAdministrator();
        List<User> users = store.read(session -> session.users().list(page.search(), page.after(), page.limit() + 1));
        return Pages.of(users, page.limit(), User::name);
    }

    User get(Actor actor, String name) {
        if (!actor.required().administrator() && !(actor.kind() == Actor.Kind.USER && actor.name().equals(name))) {
            throw EngineException.notFound("user", name);
        }
        return store.read(session -> session.users().byName(name))
            .orElseThrow(() -> EngineException.notFound("user", name));
    }

    User update(Actor actor, String name, UserChange change) {
        actor.requiredAdministrator();
        if (change.administrator().orElse(false)) {
            actor.requiredLogIn();
        }
        change.email().ifPresent(Users::email);
        changes.apply(actor, "user.update", session -> {
            User present = locked(session, name, change.administrator().filter(open -> !open).isPresent()
                || change.disabled().orElse(false));
            User next = present.withEmail(change.email().orElse(present.email()))
                .withAdministrator(change.administrator().orElse(present.administrator()));
            boolean disabled = change.disabled().orElse(present.disabled());
            if (disabled != present.disabled()) {
                next = next.withDisabled(disabled, changes.now());
            }
            session.users().update(next);
            if (disabled) {
                endSessions(session, present);
            }
            return new Outcome(ResourceKind.USER, name, words(present, next), present.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        standing.forget();
        return get(actor, name);
    }

    User updateSelf(Actor actor, Optional<String> email) {
        actor.requiredLogIn();
        email.ifPresent(Users::email);
        changes.apply(actor, "user.update", session -> {
            User present = locked(session, actor.name(), false);
            User next = present.withEmail(email.orElse(present.email()));
            session.users().update(next);
            return new Outcome(ResourceKind.USER, actor.name(), words(present, next), present.id())
                .with(Difference.of(facts(present), facts(next)));
        });
        return get(actor, actor.name());
    }

    private static Map<String, String> facts(User user) {
        return Map.of("administrator", Boolean.toString(user.administrator()), "disabled",
            Boolean.toString(user.disabled()), "email", user.email());
    }

    private static String words(User before, User after) {
        List<String> changed = new ArrayList<>();
        if (before.administrator() != after.administrator()) {
            changed.add(after.administrator() ? "administrator" : "no administrator any more");
        }
        if (before.disabled() != after.disabled()) {
            changed.add(after.disabled() ? "disabled" : "enabled");
        }
        if (!before.email().equals(after.email())) {
            changed.add("e-mail " + (after.email().isEmpty() ? "removed" : after.email()));
        }
        return String.join(", ", changed);
    }

    void resetPassword(Actor actor, String name, String next) {
        actor.requiredAdministrator().requiredLogIn();
        setPassword(actor, "user.reset-password", name, passwords.hash("password", next, name));
        throttle.succeeded(List.of(LogInThrottle.Subject.name(name)));
    }

    /** Sets a password; the user's sessions end. */
    void setPassword(Actor actor, String action, String name, String hash) {
        changes.apply(actor, action, session -> {
            User user = locked(session, name, false);
            session.users().update(user.withPassword(hash, changes.now()));
            endSessions(session, user);
            return new Outcome(ResourceKind.USER, name, "", user.id()).with(Difference.of(Map.of(), Map.of(),
                Map.of("password", user.passwordHash()), Map.of("password", hash)));
        });
        standing.forget();
    }

    void liftLockOut(Actor actor, String name) {
        actor.requiredAdministrator();
        LogInThrottle.Subject subject = LogInThrottle.Subject.name(name);
        changes.apply(actor, "user.lift-lock-out", session -> {
            User user = locked(session, name, false);
            session.logIns().deleteFailures(subject.key());
            return new Outcome(ResourceKind.USER, name, "", user.id());
        });
    }

    void delete(Actor actor, String name) {
        actor.requiredAdministrator();
        changes.apply(actor, "user.delete", session -> {
            User user = locked(session, name, true);
            refuseOwner(session, user);
            // Members change with their resource's row held. With these rows held, too, the other Owners stay.
            session.users().owned(user.id()).forEach(each -> Resource.lock(session, each.kind(), each.name()));
            refuseOwner(session, user);
            session.users().delete(user.id());
            return new Outcome(ResourceKind.USER, name, "", user.id()).with(Difference.of(facts(user), Map.of()));
        });
        standing.forget();
    }

    private static void refuseOwner(Session session, User user) {
        List<Owned> owned = session.users().ownedAlone(user.id());
        if (!owned.isEmpty()) {
            String named = owned.stream().limit(MOST_NAMED).map(each -> each.kind().label().replace('-', ' ') + " "
                + each.name()).collect(Collectors.joining(", "));
            throw new EngineException(ErrorCode.CONFLICT, user.name() + " is the last owner of " + named
                + (owned.size() > MOST_NAMED ? " and " + (owned.size() - MOST_NAMED) + " more." : "."))
                .withNextStep("Hand these over or delete them first; or disable the user.");
        }
    }

    /**
     * Returns a user, whose row is held.
     *
     * @param leaves whether the user shall be no administrator after this; then another one must be there
     */
    private static User locked(Session session, String name, boolean leaves) {
        // First the administrators, then the user: always in one order.
        List<User> administrators = leaves ? session.users().lockAdministrators() : List.of();
        User user = session.users().lockByName(name).orElseThrow(() -> EngineException.notFound("user", name));
        boolean last = administrators.stream().anyMatch(each -> each.id().equals(user.id())) && administrators.size() == 1;
        if (leaves && last) {
            throw new EngineException(ErrorCode.CONFLICT, name + " is the last administrator who can log in.")
                .withNextStep("Make another user an administrator first.");
        }
        return user;
    }

    private static void endSessions(Session session, User user) {
        session.users().tokens(user.id()).stream().filter(AccessToken::session)
            .forEach(token -> session.users().deleteToken(user.id(), token.id()));
    }

    static boolean isEmail(String address) {
        return EMAIL.matcher(address).matches();
    }

    private static void email(String address) {
        if (!address.isEmpty() && !isEmail(address)) {
            throw EngineException.invalid("email", "'email' must look like ada@example.org, or be empty.");
        }
    }
}
