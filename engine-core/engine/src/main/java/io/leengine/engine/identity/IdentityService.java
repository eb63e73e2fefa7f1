package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.Page;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.change.Pages;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Users and tokens over the store. */
public final class IdentityService implements Identity {
    private static final Duration SESSION = Duration.ofHours(12);
    /** What another engine takes back is in force here within a second: after this, and the time of a request. */
    private static final Duration REMEMBERED = Duration.ofMillis(500);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int LONGEST_TOKEN_NAME = 100;

    /** A token that was found valid a moment ago, so that not every request asks the database. */
    private record Remembered(User user, AccessToken token, Instant at) {
    }

    private final Store store;
    private final Changes changes;
    private final Passwords passwords;
    private final Ids ids;
    private final Secrets secrets = new Secrets();
    private final LogInThrottle throttle;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final String nobodysHash;
    private long revocations;

    /** Over a store. */
    public IdentityService(Store store, Changes changes, Passwords passwords, Ids ids) {
        this.store = store;
        this.changes = changes;
        this.passwords = passwords;
        this.ids = ids;
        this.throttle = new LogInThrottle(java.time.Clock.systemUTC());
        // A log-in of nobody takes as long as one with a wrong password, so names cannot be told by time.
        this.nobodysHash = passwords.unmatchable();
    }

    @Override
    public Issued logIn(String name, String password, String requestId, String address) {
        User user = check(name, password, address);
        Actor actor = actor(user, requestId, address);
        return issue(actor, "session", true, Optional.of(SESSION), "session.create");
    }

    /** Checks a name and a password. */
    public User check(String name, String password, String address) {
        List<String> keys = List.of("name:" + name, "address:" + address);
        keys.forEach(throttle::check);
        Optional<User> user = store.read(session -> session.users().byName(name));
        boolean right = passwords.matches(password, user.map(User::passwordHash).orElse(nobodysHash));
        if (!right || user.isEmpty()) {
            keys.forEach(throttle::failed);
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The name or the password is wrong.");
        }
        keys.forEach(throttle::succeeded);
        return user.get();
    }

    @Override
    public Actor authenticate(String token, String requestId, String address) {
        String hash = Secrets.hash(token);
        Instant now = changes.now();
        Remembered known = remembered.get(hash);
        if (known == null || known.at().plus(REMEMBERED).isBefore(now)) {
            long before = revocations();
            known = look(hash, now);
            remember(hash, known, before);
        }
        if (known.token().expiresAt().filter(end -> !end.isAfter(now)).isPresent()) {
            throw unknownToken();
        }
        return actor(known.user(), requestId, address);
    }

    private synchronized long revocations() {
        return revocations;
    }

    /** What was read before a token was taken back, whichever it was, is not remembered after that. */
    private synchronized void remember(String hash, Remembered known, long before) {
        if (revocations == before) {
            if (remembered.size() >= MOST_REMEMBERED) {
                remembered.clear();
            }
            remembered.put(hash, known);
        }
    }

    private synchronized void forget() {
        revocations++;
        remembered.clear();
    }

    private Remembered look(String hash, Instant now) {
        return store.read(session -> session.users().tokenByHash(hash)
            .flatMap(token -> session.users().byId(token.user()).map(user -> new Remembered(user, token, now))))
            .orElseThrow(IdentityService::unknownToken);
    }

    private static EngineException unknownToken() {
        return new EngineException(ErrorCode.UNAUTHENTICATED, "The token is unknown or has ended.")
            .withNextStep("Log in again with 'leengine login'.");
    }

    private static Actor actor(User user, String requestId, String address) {
        return new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address);
    }

    @Override
    public void logOut(Actor actor, String token) {
        String hash = Secrets.hash(token);
        changes.apply(actor.required(), "session.delete", session -> {
            session.users().tokenByHash(hash)
                .ifPresent(found -> session.users().deleteToken(found.user(), found.id()));
            return about(actor, "");
        });
        forget();
    }

    @Override
    public User self(Actor actor) {
        return store.read(session -> session.users().byId(actor.required().id()))
            .orElseThrow(() -> EngineException.notFound("user", actor.name()));
    }

    @Override
    public void changePassword(Actor actor, String present, String next) {
        User user = check(self(actor).name(), present, actor.address());
        String hash = passwords.hash(next);
        changes.apply(actor, "user.change-password", session -> {
            session.users().setPassword(user.id(), hash);
            session.users().tokens(user.id()).stream().filter(AccessToken::session)
                .forEach(token -> session.users().deleteToken(user.id(), token.id()));
            return about(actor, "");
        });
        forget();
    }

    @Override
    public Issued createToken(Actor actor, String name, Optional<Duration> validity) {
        if (name == null || name.isBlank() || name.length() > LONGEST_TOKEN_NAME) {
            throw EngineException.invalid("name", "A token's name must have 1 to " + LONGEST_TOKEN_NAME
                + " characters.");
        }
        validity.ifPresent(time -> Identifiers.within("validitySeconds", time.toSeconds(), 60, 366L * 86_400));
        return issue(actor.required(), name, false, validity, "token.create");
    }

    private Issued issue(Actor actor, String name, boolean isSession, Optional<Duration> validity, String action) {
        // A secret is shown once and kept by nobody, so a repeat with the same key cannot be answered with it.
        Actor once = new Actor(actor.kind(), actor.id(), actor.name(), actor.administrator(), actor.requestId(),
            actor.address());
        String secret = secrets.next(isSession ? "les_" : "lep_");
        Instant now = changes.now();
        AccessToken token = new AccessToken(ids.next(), actor.id(), name, Secrets.hash(secret), isSession, now,
            validity.map(now::plus));
        changes.apply(once, action, session -> {
            session.users().deleteExpired(now);
            session.users().insert(token);
            return about(actor, isSession ? "" : name);
        });
        return new Issued(token, secret);
    }

    @Override
    public List<AccessToken> tokens(Actor actor) {
        return store.read(session -> session.users().tokens(actor.required().id()));
    }

    @Override
    public void deleteToken(Actor actor, String id) {
        changes.apply(actor.required(), "token.delete", session -> {
            if (!session.users().deleteToken(actor.id(), id)) {
                throw EngineException.notFound("token", id);
            }
            return about(actor, id);
        });
        forget();
    }

    @Override
    public User createUser(Actor actor, String name, String password, boolean administrator) {
        actor.requiredAdministrator();
        return store(actor, name, password, administrator);
    }

    private User store(Actor actor, String name, String password, boolean administrator) {
        User user = new User(ids.next(), Identifiers.name("name", name), passwords.hash(password), administrator,
            changes.now());
        String id = changes.apply(actor, "user.create", session -> {
            session.users().insert(user);
            return new Outcome(ResourceKind.USER, name, administrator ? "administrator" : "", user.id());
        });
        return store.read(session -> session.users().byId(id)).orElseThrow();
    }

    @Override
    public Page<User> users(Actor actor, Page.Request page) {
        actor.requiredAdministrator();
        List<User> users = store.read(session -> session.users().list(page.after(), page.limit() + 1));
        return Pages.of(users, page.limit(), User::name);
    }

    private static Outcome about(Actor actor, String detail) {
        return new Outcome(ResourceKind.USER, actor.name(), detail, actor.id());
    }
}
