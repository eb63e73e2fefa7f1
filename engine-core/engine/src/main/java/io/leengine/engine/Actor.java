package io.leengine.engine;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.Objects;
import java.util.Optional;

/**
 * Who asks, and through which request. Every call into the engine carries one; activity and log lines name it.
 *
 * @param kind what sort of actor it is
 * @param id the user's id; for a robot what it acts for; empty for nobody
 * @param name the user's name, to be shown
 * @param administrator whether it may use the boss side
 * @param requestId the request's id
 * @param address where the request came from; empty when from inside
 * @param idempotency what makes a repeat of this request known
 */
public record Actor(Kind kind, String id, String name, boolean administrator, String requestId, String address,
        Optional<IdempotencyKey> idempotency) {
    /**
     * Makes a repeated request known.
     *
     * @param key chosen by the caller, 1 to 255 printable ASCII characters
     * @param fingerprint a digest of the whole request; the same key with another one is refused
     */
    public record IdempotencyKey(String key, String fingerprint) {
    }

    /** The sorts of actors. */
    public enum Kind {
        /** Nobody logged in. */
        ANONYMOUS,
        /** A person, or a script with a person's token. */
        USER,
        /** A part of the platform with rights on one thing: a build's push, a namespace's pull. */
        ROBOT,
        /** The engine itself: reconcilers. */
        ENGINE
    }

    /** Nothing may be null. */
    public Actor {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(idempotency, "idempotency");
    }

    /** An actor whose request carries no idempotency key. */
    public Actor(Kind kind, String id, String name, boolean administrator, String requestId, String address) {
        this(kind, id, name, administrator, requestId, address, Optional.empty());
    }

    /** Returns the same actor with a key for this one request. */
    public Actor with(IdempotencyKey key) {
        return new Actor(kind, id, name, administrator, requestId, address, Optional.of(key));
    }

    /** Returns nobody. */
    public static Actor anonymous(String requestId, String address) {
        return new Actor(Kind.ANONYMOUS, "", "anonymous", false, requestId, address);
    }

    /** Returns the engine itself. */
    public static Actor engine(String requestId) {
        return new Actor(Kind.ENGINE, "", "engine", true, requestId, "");
    }

    /** Returns this, or throws {@link ErrorCode#UNAUTHENTICATED} when nobody is logged in. */
    public Actor required() {
        if (kind == Kind.ANONYMOUS) {
            throw new EngineException(ErrorCode.UNAUTHENTICATED, "This needs a log-in.")
                .withNextStep("Log in with 'leengine login', or send a token in the Authorization header.");
        }
        return this;
    }

    /** Returns this, or throws {@link ErrorCode#FORBIDDEN} when it is no administrator. */
    public Actor requiredAdministrator() {
        required();
        if (!administrator) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only a platform administrator may do this.");
        }
        return this;
    }
}
