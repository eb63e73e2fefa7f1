package io.leengine.rest;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity;
import io.leengine.engine.Page;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.User;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Users and tokens in memory. The token {@code boss} is the administrator's, {@code ada} an ordinary user's. */
final class MemoryIdentity implements Identity {
    static final Instant THEN = Instant.parse("2026-11-23T08:00:00Z");

    final Map<String, User> users = new TreeMap<>();
    final Map<String, AccessToken> tokens = new ConcurrentHashMap<>();

    MemoryIdentity() {
        users.put("boss", new User("u1", "boss", "secret", true, THEN));
        users.put("ada", new User("u2", "ada", "secret", false, THEN));
        tokens.put("boss", new AccessToken("t1", "boss", "session", "", true, THEN, Optional.empty()));
        tokens.put("ada", new AccessToken("t2", "ada", "session", "", true, THEN, Optional.empty()));
    }

    @Override
    public Issued logIn(String name, String password, String requestId, String address) {
        User user = users.get(name);
        if (user == null || !user.passwordHash().equals(password)) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "Name or password is wrong.");
        }
        return issue(name, "session", true, Optional.of(THEN.plusSeconds(43_200)));
    }

    @Override
    public Actor authenticate(String token, String requestId, String address) {
        AccessToken known = tokens.get(token);
        if (known == null) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "The token is unknown or has ended.");
        }
        User user = users.get(known.user());
        return new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address);
    }

    @Override
    public void logOut(Actor actor, String token) {
        tokens.remove(token);
    }

    @Override
    public User self(Actor actor) {
        return users.get(actor.name());
    }

    @Override
    public void changePassword(Actor actor, String present, String next) {
        User user = users.get(actor.name());
        if (!user.passwordHash().equals(present)) {
            throw EngineException.invalid("present", "The present password is wrong.");
        }
        users.put(user.name(), new User(user.id(), user.name(), next, user.administrator(), user.createdAt()));
    }

    @Override
    public Issued createToken(Actor actor, String name, Optional<Duration> validity) {
        return issue(actor.name(), name, false, validity.map(THEN::plus));
    }

    @Override
    public List<AccessToken> tokens(Actor actor) {
        return tokens.values().stream().filter(token -> token.user().equals(actor.name())).toList();
    }

    @Override
    public void deleteToken(Actor actor, String id) {
        if (!tokens.values().removeIf(token -> token.id().equals(id))) {
            throw EngineException.notFound("token", id);
        }
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

    private Issued issue(String user, String name, boolean session, Optional<Instant> expiresAt) {
        String id = "t" + (tokens.size() + 1);
        AccessToken token = new AccessToken(id, user, name, "", session, THEN, expiresAt);
        tokens.put("secret-" + id, token);
        return new Issued(token, "secret-" + id);
    }
}
