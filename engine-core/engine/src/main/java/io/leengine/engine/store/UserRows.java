package io.leengine.engine.store;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
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

    /** As {@link #byName}, and holds the row against other writers until the transaction ends. */
    Optional<User> lockByName(String name);

    /** Returns users in the order of names, those after one name, at most {@code limit}. */
    default List<User> list(Optional<String> afterName, int limit) {
        return list("", afterName, limit);
    }

    /** Returns users whose name holds a text, in the order of names, those after one name, at most {@code limit}. */
    List<User> list(String search, Optional<String> afterName, int limit);

    /** Returns the administrators who are not disabled, and holds their rows until the transaction ends. */
    List<User> lockAdministrators();

    /** Sets a user's password hash. */
    void setPassword(String id, String passwordHash);

    /** Writes everything of a user but id, name and since when. */
    void update(User user);

    /** Removes a user with tokens, memberships and accounts. Absent: does nothing. */
    void delete(String id);

    /** Returns the resources of which a user is an Owner, by kind and name. */
    List<Owned> owned(String user);

    /** Returns those of them that have no other Owner who stays. */
    List<Owned> ownedAlone(String user);

    /** Adds a token. */
    void insert(AccessToken token);

    /** Returns a token by its secret's hash, expired or not. */
    Optional<AccessToken> tokenByHash(String secretHash);

    /** Returns a token by id, expired or not. */
    Optional<AccessToken> token(String id);

    /** Returns the deploy tokens of a resource, newest first. */
    List<AccessToken> deployTokens(ResourceKind kind, String resource);

    /** Writes about when a token was used. */
    void setUsed(String token, Instant at);

    /** Returns a user's tokens, newest first. */
    List<AccessToken> tokens(String user);

    /** Removes a token of a user; returns whether there was one. */
    boolean deleteToken(String user, String id);

    /** Removes a deploy token of a resource; returns whether there was one. */
    boolean deleteDeployToken(ResourceKind kind, String resource, String id);

    /** Removes tokens that ended before a time. */
    void deleteExpired(Instant before);

    /**
     * A resource somebody owns.
     *
     * @param kind of the resource
     * @param name its name
     */
    record Owned(ResourceKind kind, String name) {
    }
}
