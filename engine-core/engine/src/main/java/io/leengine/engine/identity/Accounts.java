package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.Account;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.identity.LogInPolicy;
import io.leengine.spi.identity.Person;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which user somebody is whom a provider has recognized. A name alone never makes somebody a user that is there. */
final class Accounts {
    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_BASE = 50;
    private static final int MOST_NAMESAKES = 1_000;

    private final Store store;
    private final Changes changes;
    private final Passwords passwords;
    private final Ids ids;
    private final IdentityService identity;

    Accounts(Store store, Changes changes, Passwords passwords, Ids ids, IdentityService identity) {
        this.store = store;
        this.changes = changes;
        this.passwords = passwords;
        this.ids = ids;
        this.identity = identity;
    }

    /** Returns the user, made now if it is the first time and the part allows that. */
    User user(String provider, Person person, LogInPolicy policy, String requestId, String address) {
        // The provider has said so: nobody is logged in yet.
        Actor actor = new Actor(Actor.Kind.ENGINE, "", "identity provider " + provider, true, requestId, address);
        User user = known(provider, person).or(() -> made(actor, provider, person, policy)).orElseThrow(() ->
            new EngineException(ErrorCode.FORBIDDEN, "'" + shown(person.userName()) + "' of " + provider
                + " has no user on this platform.").withNextStep("Ask an administrator for one, with the subject '"
                    + shown(person.subject()) + "'."));
        if (user.disabled()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "The user " + user.name() + " may not log in.")
                .withNextStep("Ask an administrator.");
        }
        return policy.administratorGroup().map(group -> withBossSide(actor, user, person.groups().contains(group)))
            .orElse(user);
    }

    private Optional<User> known(String provider, Person person) {
        return store.read(session -> session.logIns().account(provider, person.subject())
            .flatMap(account -> session.users().byId(account.user())));
    }

    private Optional<User> made(Actor actor, String provider, Person person, LogInPolicy policy) {
        if (!policy.createsUsers()) {
            return Optional.empty();
        }
        try {
            changes.apply(actor, "user.create", session -> {
                User user = new User(ids.next(), free(session, person.userName()), passwords.unmatchable(), false,
                    changes.now()).withEmail(person.email().filter(Users::isEmail).orElse(""));
                session.users().insert(user);
                session.logIns().insert(new Account(provider, person.subject(), user.id(), changes.now()));
                return new Outcome(ResourceKind.USER, user.name(), provider + ": " + shown(person.subject()), user.id());
            });
        } catch (EngineException e) {
            if (e.code() != ErrorCode.ALREADY_EXISTS) {
                throw e;
            }
            // Another log-in of the same person, or one of the same name, came first by a hair.
            return known(provider, person).or(() -> {
                throw new EngineException(ErrorCode.UNAVAILABLE, "Several people came at once.", e)
                    .withNextStep("Log in once more.");
            });
        }
        return known(provider, person);
    }

    /** Returns a name that nobody has, as near as can be to what the provider calls the person. */
    private static String free(Session session, String called) {
        String base = called.toLowerCase(Locale.ROOT).replaceFirst("@.*", "").replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+", "");
        base = base.substring(0, Math.min(base.length(), LONGEST_BASE)).replaceAll("-+$", "");
        base = base.isEmpty() ? "user" : base;
        for (int i = 1; i <= MOST_NAMESAKES; i++) {
            String name = i == 1 ? base : base + "-" + i;
            if (session.users().byName(name).isEmpty()) {
                return name;
            }
        }
        throw new EngineException(ErrorCode.CONFLICT, "There are too many users called " + base + ".");
    }

    private User withBossSide(Actor actor, User user, boolean open) {
        if (user.administrator() == open) {
            return user;
        }
        changes.apply(actor, "user.update", session -> {
            List<User> administrators = session.users().lockAdministrators();
            User present = session.users().lockByName(user.name())
                .orElseThrow(() -> EngineException.notFound("user", user.name()));
            // The last one stays, whatever the provider says: somebody must be able to mend it.
            boolean last = !open && administrators.size() == 1 && administrators.getFirst().id().equals(user.id());
            session.users().update(present.withAdministrator(open || last));
            return new Outcome(ResourceKind.USER, user.name(), last ? "the last administrator stays one"
                : open ? "administrator" : "no administrator any more", user.id());
        });
        identity.forget();
        return store.read(session -> session.users().byId(user.id())).orElseThrow();
    }

    List<Account> of(User user) {
        return store.read(session -> session.logIns().accounts(user.id()));
    }

    Account link(Actor actor, String name, String provider, String subject) {
        if (subject == null || subject.isBlank() || subject.length() > LONGEST_SUBJECT
                || !shown(subject).equals(subject)) {
            throw EngineException.invalid("subject", "'subject' must have 1 to " + LONGEST_SUBJECT + " characters, none of "
                + "them a control character.");
        }
        Account[] kept = new Account[1];
        changes.apply(actor, "user.link", session -> {
            User user = session.users().lockByName(name).orElseThrow(() -> EngineException.notFound("user", name));
            session.logIns().deleteAccount(user.id(), provider);
            kept[0] = new Account(provider, subject, user.id(), changes.now());
            session.logIns().insert(kept[0]);
            return new Outcome(ResourceKind.USER, name, provider + ": " + subject, user.id());
        });
        return kept[0];
    }

    void unlink(Actor actor, String name, String provider) {
        changes.apply(actor, "user.unlink", session -> {
            User user = session.users().lockByName(name).orElseThrow(() -> EngineException.notFound("user", name));
            if (!session.logIns().deleteAccount(user.id(), provider)) {
                throw EngineException.notFound("account of " + name + " at", provider);
            }
            return new Outcome(ResourceKind.USER, name, provider, user.id());
        });
    }

    /** What comes from elsewhere shall not look like something else. */
    private static String shown(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
