package io.leengine.engine.store;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Users and tokens. */
@ProviderType
public interface UserRows {
    /** Adds a user; {@code ALREADY_EXISTS} when the name is taken. */
    void insert(User user);

    /** Returns a user by name. */
    Optional<User> byName(String name);

    /** Returns a user by id. */
    Optional<User> byId(String id);

    /** Returns users in the order of names, those after one name, at most {@code limit}. */
    List<User> list(Optional<String> afterName, int limit);

    /** Sets a user's password hash. */
    void setPassword(String id, String passwordHash);

    /** Adds a token. */
    void insert(AccessToken token);

    /** Returns a token by its secret's hash, expired or not. */
    Optional<AccessToken> tokenByHash(String secretHash);

    /** Returns a user's tokens, newest first. */
    List<AccessToken> tokens(String user);

    /** Removes a token of a user; returns whether there was one. */
    boolean deleteToken(String user, String id);

    /** Removes tokens that ended before a time. */
    void deleteExpired(Instant before);
}
