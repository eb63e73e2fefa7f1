package io.leengine.registry;

import java.util.List;

/** An error as the OCI distribution specification has it. */
final class RegistryError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The codes of the specification, and some for what it leaves open; each with the HTTP status that goes with it. */
    enum Code {
        BLOB_UNKNOWN(404),
        BLOB_UPLOAD_INVALID(400),
        BLOB_UPLOAD_UNKNOWN(404),
        DIGEST_INVALID(400),
        MANIFEST_BLOB_UNKNOWN(404),
        MANIFEST_INVALID(400),
        MANIFEST_UNKNOWN(404),
        NAME_INVALID(400),
        NAME_UNKNOWN(404),
        SIZE_INVALID(413),
        RANGE_INVALID(416),
        REQUEST_TIMEOUT(408),
        TAG_INVALID(400),
        PAGINATION_NUMBER_INVALID(400),
        UNAUTHORIZED(401),
        DENIED(403),
        UNSUPPORTED(405),
        TOOMANYREQUESTS(429),
        UNAVAILABLE(503),
        INSUFFICIENT_STORAGE(507),
        UNKNOWN(500);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Code code;
    private final String scope;
    private final transient List<String> allowed;
    private final String fault;

    RegistryError(Code code, String message) {
        this(code, message, "");
    }

    /** As above, with the scope of the token that would do. */
    RegistryError(Code code, String message, String scope) {
        this(code, message, scope, "");
    }

    /** As above, with what is wrong with the token that was sent, in the words of RFC 6750. */
    RegistryError(Code code, String message, String scope, String fault) {
        this(code, message, scope, fault, List.of());
    }

    private RegistryError(Code code, String message, String scope, String fault, List<String> allowed) {
        super(message, null, false, false);
        this.code = code;
        this.scope = scope;
        this.fault = fault;
        this.allowed = allowed;
    }

    /** A method that a path does not take. */
    static RegistryError unsupported(List<String> allowed) {
        return new RegistryError(Code.UNSUPPORTED, "Only " + String.join(", ", allowed) + " is supported here.", "", "",
            List.copyOf(allowed));
    }

    /** Returns the methods that would do; empty when it is about something else. */
    List<String> allowed() {
        return allowed;
    }

    String fault() {
        return fault;
    }

    String scope() {
        return scope;
    }

    Code code() {
        return code;
    }
}
