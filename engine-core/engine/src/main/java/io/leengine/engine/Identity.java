package io.leengine.engine;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.User;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Who somebody is. */
@ProviderType
public interface Identity {
    /**
     * Logs in with a password.
     *
     * @return a session token, valid for twelve hours
     * @throws io.leengine.model.EngineException {@code UNAUTHENTICATED}; {@code TOO_MANY_REQUESTS} after too many wrong
     *     passwords for a name or from an address
     */
    Issued logIn(String name, String password, String requestId, String address);

    /** Tells who sends a token, session or personal; {@code UNAUTHENTICATED} when it is unknown or has ended. */
    Actor authenticate(String token, String requestId, String address);

    /** Ends the session or token that is sent. */
    void logOut(Actor actor, String token);

    /** Returns the user an actor is. */
    User self(Actor actor);

    /** Changes one's own password; all other sessions end. */
    void changePassword(Actor actor, String present, String next);

    /** Makes a personal token. */
    Issued createToken(Actor actor, String name, Optional<Duration> validity);

    /** Returns one's tokens, newest first. */
    List<AccessToken> tokens(Actor actor);

    /** Ends one of one's tokens. Absent: {@code NOT_FOUND}. */
    void deleteToken(Actor actor, String id);

    /** Adds a user; for administrators. */
    User createUser(Actor actor, String name, String password, boolean administrator);

    /** Returns users in the order of names; for administrators. */
    Page<User> users(Actor actor, Page.Request page);

    /**
     * A token that was just made.
     *
     * @param token what is known of it
     * @param secret what to send; shown this once
     */
    record Issued(AccessToken token, String secret) {
        /** Hides the secret. */
        @Override
        public String toString() {
            return "Issued[" + token + "]";
        }
    }
}
