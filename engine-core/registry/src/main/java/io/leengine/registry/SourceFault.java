package io.leengine.registry;

/** Another registry did not give what was asked of it. */
final class SourceFault extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is the matter. */
    enum Kind {
        /** It says there is no such thing. */
        UNKNOWN,
        /** It is not reached, stalls, or fails. */
        AWAY,
        /** It wants fewer requests. */
        BUSY,
        /** It refuses the credentials, or anybody without. */
        REFUSED,
        /** What it answers is not what was asked for. */
        WRONG
    }

    private final Kind kind;

    SourceFault(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    SourceFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Returns what a client is told; {@code absent} when the other registry does not have it. */
    RegistryError error(RegistryError.Code absent) {
        return new RegistryError(switch (kind) {
            case UNKNOWN -> absent;
            case BUSY -> RegistryError.Code.TOOMANYREQUESTS;
            case AWAY, REFUSED, WRONG -> RegistryError.Code.UNAVAILABLE;
        }, getMessage());
    }
}
