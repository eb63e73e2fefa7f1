package io.leengine.model;

/**
 * What kind of thing went wrong. The names are stable: they are part of the REST API's problem types, of the CLI's exit
 * codes and of the contract of every seam.
 */
public enum ErrorCode {
    /** A value is malformed or out of bounds; {@link EngineException#field()} names it. */
    INVALID(Kind.USER),
    /** Nobody is logged in, or the credentials are wrong. */
    UNAUTHENTICATED(Kind.USER),
    /** The actor is known and may not do this. */
    FORBIDDEN(Kind.USER),
    /** The thing does not exist, or the actor may not know that it does. */
    NOT_FOUND(Kind.USER),
    /** A thing of that name exists already. */
    ALREADY_EXISTS(Kind.USER),
    /** The thing's present state does not allow this. */
    CONFLICT(Kind.USER),
    /** It would use more than a quota allows; {@link EngineException#field()} names which. */
    QUOTA_EXCEEDED(Kind.USER),
    /** A stated precondition (a revision, an entity tag) no longer holds. */
    PRECONDITION_FAILED(Kind.USER),
    /** A precondition must be stated and was not. */
    PRECONDITION_REQUIRED(Kind.USER),
    /** Content does not have the digest it was announced with. */
    DIGEST_MISMATCH(Kind.USER),
    /** The source, its Dockerfile or its compilation failed the build; the build's log says more. */
    BUILD_FAILED(Kind.USER),
    /** Too many requests; try again later. */
    TOO_MANY_REQUESTS(Kind.USER),
    /** The plugin does not have this ability. */
    UNSUPPORTED(Kind.USER),
    /** Not enough room: disk, memory, addresses or nodes. */
    INSUFFICIENT_RESOURCES(Kind.RESOURCES),
    /** The part, or what it talks to, does not answer now; a later attempt may succeed. */
    UNAVAILABLE(Kind.EXTERNAL),
    /** A time limit ran out. */
    TIMEOUT(Kind.EXTERNAL),
    /** A defect in the platform or in a plugin. */
    INTERNAL(Kind.INTERNAL);

    /** Who can do something about an error. */
    public enum Kind {
        /** The caller: the request has to change. */
        USER,
        /** An operator: something is used up. */
        RESOURCES,
        /** Time or an operator: something outside does not answer. */
        EXTERNAL,
        /** The developers. */
        INTERNAL
    }

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    /** Returns who can do something about it. */
    public Kind kind() {
        return kind;
    }

    /** Returns whether the same call may succeed later without any change by the caller. */
    public boolean retryable() {
        return kind == Kind.EXTERNAL || kind == Kind.RESOURCES;
    }
}
