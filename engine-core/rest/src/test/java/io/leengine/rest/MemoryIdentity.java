package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.DeployTokens;
import io.leengine.engine.Identity;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Users and tokens in memory. The token {@code boss} is the administrator's, {@code ada} an ordinary user's. */
final class MemoryIdentity implements Identity, DeployTokens {
    static final Instant THEN = Instant.parse("2026-11-23T08:00:00Z");

    final Map<String, User> users = new TreeMap<>();
    final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();
    final Map<String, Instant> closed = new ConcurrentHashMap<>();

    MemoryIdentity() {
        users.put("boss", new User("u1", "boss", "secret", true, THEN));
        users.put("ada", new User("u2", "ada", "secret", false, THEN));
        tokens.put("boss", new AccessToken("t1", "boss", "session", "", true, THEN, Optional.empty()));
        tokens.put("ada", new AccessToken("t2", "ada", "session", "", true, THEN, Optional.empty()));
    }

    @Override
    public Issued logIn(String name, String password, String requestId, String address) {
        if (closed.containsKey(name)) {
            throw new EngineException(ErrorCode.TOO_MANY_REQUESTS, "Too many wrong passwords.")
                .withRetryAfter(Duration.ofSeconds(8));
        }
        User user = users.get(name);
        if (user == null || !user.passwordHash().equals(password)) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "Name or password is wrong.");
        }
        return issue(name, "session", true, Optional.of(THEN.plusSeconds(43_200)), Reach.FULL);
    }

    @Override
    public Actor authenticate(String token, String requestId, String address) {
        AccessToken known = tokens.get(token);
        if (known == null) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The token is unknown or has ended.");
        }
        User user = users.get(known.user());
        return new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address)
            .with(new Actor.Token(known.id(), known.name(), known.session(), known.reach(), known.expiresAt()));
    }

    @Override
    public void logOut(Actor actor, String token) {
        tokens.remove(token);
    }

    @Override
    public List<AccessToken> sessions(Actor actor) {
        return of(actor).filter(AccessToken::session).toList();
    }

    private java.util.stream.Stream<AccessToken> of(Actor actor) {
        return tokens.values().stream().filter(token -> token.user().equals(actor.name()));
    }

    @Override
    public void endSession(Actor actor, String id) {
        end("session", id);
    }

    private void end(String what, String id) {
        if (!tokens.values().removeIf(token -> token.id().equals(id))) {
            throw EngineException.notFound(what, id);
        }
    }

    @Override
    public User self(Actor actor) {
        return users.get(actor.name());
    }

    @Override
    public User updateSelf(Actor actor, Optional<String> email) {
        email.ifPresent(address -> users.computeIfPresent(actor.name(), (name, user) -> user.withEmail(address)));
        return self(actor);
    }

    @Override
    public void changePassword(Actor actor, String present, String next) {
        User user = users.get(actor.name());
        if (!user.passwordHash().equals(present)) {
            throw EngineException.invalid("present", "The present password is wrong.");
        }
        users.put(user.name(), user.withPassword(next, THEN));
    }

    @Override
    public Issued createToken(Actor actor, TokenDraft draft) {
        return issue(actor.name(), draft.name(), false, draft.validity().map(THEN::plus), new Reach(draft.most(),
            draft.kinds(), draft.resource().map(name -> new Reach.Only("id-" + name, name)), draft.bossSide()));
    }

    @Override
    public List<AccessToken> tokens(Actor actor) {
        return of(actor).filter(token -> !token.session()).toList();
    }

    @Override
    public void deleteToken(Actor actor, String id) {
        end("token", id);
    }

    @Override
    public User createUser(Actor actor, String name, String password, boolean administrator) {
        actor.requiredAdministrator();
        User user = new User("u" + users.size(), name, password, administrator, THEN);
        users.put(name, user);
        return user;
    }

    @Override
    public Page<User> users(Actor actor, Page.Request page) {
        actor.requiredAdministrator();
        return MemoryPages.of(users, page);
    }

    @Override
    public User user(Actor actor, String name) {
        return Optional.ofNullable(users.get(name)).orElseThrow(() -> EngineException.notFound("user", name));
    }

    @Override
    public Optional<Instant> closedUntil(Actor actor, String name) {
        return Optional.ofNullable(closed.get(name));
    }

    @Override
    public User updateUser(Actor actor, String name, UserChange change) {
        actor.requiredAdministrator();
        User present = user(actor, name);
        User next = present.withEmail(change.email().orElse(present.email()))
            .withAdministrator(change.administrator().orElse(present.administrator()))
            .withDisabled(change.disabled().orElse(present.disabled()), THEN);
        users.put(name, next);
        return next;
    }

    @Override
    public void resetPassword(Actor actor, String name, String next) {
        actor.requiredAdministrator();
        users.put(name, user(actor, name).withPassword(next, THEN));
    }

    @Override
    public void liftLockOut(Actor actor, String name) {
        actor.requiredAdministrator();
        closed.remove(name);
    }

    @Override
    public void deleteUser(Actor actor, String name) {
        actor.requiredAdministrator();
        users.remove(user(actor, name).name());
    }

    @Override
    public Issued create(Actor actor, ResourceKind kind, String resource, String name, Role role,
            Optional<Duration> validity) {
        return issue("", name, false, validity.map(THEN::plus), new Reach(role, Set.of(kind),
            Optional.of(new Reach.Only(kind + "/" + resource, resource)), false));
    }

    @Override
    public List<AccessToken> list(Actor actor, ResourceKind kind, String resource) {
        return tokens.values().stream().filter(token -> token.deploy() && token.reach().covers(kind, kind + "/" + resource))
            .toList();
    }

    @Override
    public void delete(Actor actor, ResourceKind kind, String resource, String id) {
        end("token", id);
    }

    private Issued issue(String user, String name, boolean session, Optional<Instant> expiresAt, Reach reach) {
        String id = "t" + (tokens.size() + 1);
        AccessToken token = new AccessToken(id, user, name, "", session, THEN, expiresAt, reach, user, "127.0.0.1",
            Optional.empty(), Optional.empty());
        tokens.put("secret-" + id, token);
        return new Issued(token, "secret-" + id);
    }
}
