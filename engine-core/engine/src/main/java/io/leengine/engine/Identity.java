package io.leengine.engine;

import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** Who somebody is: log-in, sessions, tokens and users. */
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

    /**
     * Tells who sends a token, of whatever sort; {@code UNAUTHENTICATED} when it is unknown or has ended, or its user may
     * not log in. What another engine took back counts within a second.
     */
    Actor authenticate(String token, String requestId, String address);

    /** Ends the session or token that is sent. */
    void logOut(Actor actor, String token);

    /** Returns one's sessions, newest first. */
    List<AccessToken> sessions(Actor actor);

    /** Ends one of one's sessions. Absent: {@code NOT_FOUND}. */
    void endSession(Actor actor, String id);

    /** Returns the user an actor is. */
    User self(Actor actor);

    /** Changes what one may change of oneself besides the password; takes a log-in. */
    User updateSelf(Actor actor, Optional<String> email);

    /** Changes one's own password; all other sessions end. Takes a log-in: a token may not. */
    void changePassword(Actor actor, String present, String next);

    /** Makes a personal token that reaches all its user reaches but the boss side. */
    default Issued createToken(Actor actor, String name, Optional<Duration> validity) {
        return createToken(actor, new TokenDraft(name, validity, Role.OWNER, Reach.ALL_KINDS, Optional.empty(), false));
    }

    /** Makes a personal token. With a token one makes only what reaches no further and ends no later. */
    Issued createToken(Actor actor, TokenDraft draft);

    /** Returns one's personal tokens, newest first. */
    List<AccessToken> tokens(Actor actor);

    /** Ends one of one's personal tokens, and those made with it. Absent: {@code NOT_FOUND}. */
    void deleteToken(Actor actor, String id);

    /** Adds a user; for administrators. To add an administrator takes a log-in. */
    User createUser(Actor actor, String name, String password, boolean administrator);

    /** Returns users in the order of names; for administrators. */
    Page<User> users(Actor actor, Page.Request page);

    /** Returns a user; for administrators, and for oneself. Others: {@code NOT_FOUND}. */
    User user(Actor actor, String name);

    /** Returns until when a user's password is not looked at, after too many wrong ones; for administrators. */
    Optional<Instant> closedUntil(Actor actor, String name);

    /**
     * Changes a user; for administrators. Disabled, a user has no session any more, and log-in and tokens are refused. To
     * make an administrator takes a log-in. {@code CONFLICT} when no administrator would be left.
     */
    User updateUser(Actor actor, String name, UserChange change);

    /** Sets a user's password; for administrators, with a log-in. Their sessions end. */
    void resetPassword(Actor actor, String name, String next);

    /** Forgets the wrong passwords that were given for a user; for administrators. */
    void liftLockOut(Actor actor, String name);

    /**
     * Deletes a user with tokens and memberships; for administrators. {@code CONFLICT} while the user is the only Owner of
     * something, or the last administrator.
     */
    void deleteUser(Actor actor, String name);

    /**
     * A personal token to make.
     *
     * @param name for its owner to know it by
     * @param validity how long it is good; empty for ever
     * @param most the highest role it has
     * @param kinds the kinds of resource it reaches
     * @param resource the name of the one resource it reaches, of the one kind in {@code kinds}; empty for all
     * @param bossSide whether it opens the boss side; for administrators
     */
    record TokenDraft(String name, Optional<Duration> validity, Role most, Set<ResourceKind> kinds,
            Optional<String> resource, boolean bossSide) {
        /** Copies the kinds. */
        public TokenDraft {
            kinds = Set.copyOf(kinds);
        }
    }

    /**
     * What changes of a user; what is empty stays.
     *
     * @param email where mail goes
     * @param administrator whether the boss side is open
     * @param disabled whether every log-in and token is refused
     */
    record UserChange(Optional<String> email, Optional<Boolean> administrator, Optional<Boolean> disabled) {
    }

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
