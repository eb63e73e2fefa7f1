package io.leengine.engine;

import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Instant;
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
 * @param token the token that came with the request; empty for a password and from inside
 */
public record Actor(Kind kind, String id, String name, boolean administrator, String requestId, String address,
        Optional<IdempotencyKey> idempotency, Optional<Token> token) {
    /**
     * The token of a request.
     *
     * @param id unique for all time
     * @param name its holder's name for it
     * @param session whether a log-in made it
     * @param reach how far it reaches
     * @param expiresAt when it ends, if it does
     */
    public record Token(String id, String name, boolean session, Reach reach, Optional<Instant> expiresAt) {
        /** Nothing may be null. */
        public Token {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(reach, "reach");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }
    }

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
        /** A token that belongs to one resource and to nobody: a pipeline's. Its rights are its reach. */
        DEPLOY_TOKEN,
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
        Objects.requireNonNull(token, "token");
    }

    /** An actor without a token. */
    public Actor(Kind kind, String id, String name, boolean administrator, String requestId, String address,
            Optional<IdempotencyKey> idempotency) {
        this(kind, id, name, administrator, requestId, address, idempotency, Optional.empty());
    }

    /** An actor without a token, whose request carries no idempotency key. */
    public Actor(Kind kind, String id, String name, boolean administrator, String requestId, String address) {
        this(kind, id, name, administrator, requestId, address, Optional.empty());
    }

    /** Returns the same actor with a key for this one request. */
    public Actor with(IdempotencyKey key) {
        return new Actor(kind, id, name, administrator, requestId, address, Optional.of(key), token);
    }

    /** Returns the same actor, whose request is not known by a key. */
    public Actor withoutKey() {
        return new Actor(kind, id, name, administrator, requestId, address, Optional.empty(), token);
    }

    /** Returns the same actor, who came with a token. */
    public Actor with(Token own) {
        return new Actor(kind, id, name, administrator, requestId, address, idempotency, Optional.of(own));
    }

    /** Returns how far this request reaches at most. */
    public Reach reach() {
        return token.map(Token::reach).orElse(Reach.FULL);
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
            throw new EngineException(ErrorCode.FORBIDDEN, reach().bossSide() ? "Only a platform administrator may do this."
                : "Only a platform administrator may do this, with a log-in or a token that has the boss side.");
        }
        return this;
    }

    /**
     * Returns this, or throws {@link ErrorCode#FORBIDDEN} when it came with a token that somebody made: some things take
     * a log-in, so that who finds a token cannot make it last.
     */
    public Actor requiredLogIn() {
        required();
        if (kind == Kind.DEPLOY_TOKEN || token.isPresent() && !token.get().session()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "This needs a log-in; a token is not enough.")
                .withNextStep("Log in with 'leengine login'.");
        }
        return this;
    }

    /**
     * Returns this, or throws {@link ErrorCode#FORBIDDEN} when it may make no resource of a kind. Who makes one becomes
     * its Owner, so a token that makes one must reach that far.
     */
    public Actor requiredMaker(ResourceKind made) {
        required();
        if (!mayMake(made)) {
            throw new EngineException(ErrorCode.FORBIDDEN, "The token may not make a new " + made.label().replace('-', ' ')
                + ".").withNextStep("Log in, or use a token with the role owner on all resources of this kind.");
        }
        return this;
    }

    /** Returns whether it may make a resource of a kind. */
    public boolean mayMake(ResourceKind made) {
        return (kind == Kind.USER || kind == Kind.ENGINE) && reach().coversAll(made) && reach().most() == Role.OWNER;
    }
}
