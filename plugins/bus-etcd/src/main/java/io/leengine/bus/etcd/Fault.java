package io.leengine.bus.etcd;

import io.grpc.Status;

/** What an answer that is an error means for the call. */
enum Fault {
    /** etcd has understood and does not do it; another member would say the same. */
    REFUSED,
    /** The user's token is no longer known: nothing was done. */
    TOKEN,
    /** This member has done nothing and can do nothing now; another may. */
    ELSEWHERE,
    /** It was sent and no answer came: it may have been done, or may be yet. */
    UNKNOWN;

    /** Returns whether waiting and other members do not help. */
    boolean isFinal() {
        return this == REFUSED || this == TOKEN;
    }

    /** @param sent whether the request has left for the member */
    static Fault of(Status status, boolean sent) {
        String told = told(status);
        if (told.contains("invalid auth token") || told.contains("revision of auth store is old")
                || told.contains("user name is empty")) {
            return TOKEN;
        }
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, FAILED_PRECONDITION, OUT_OF_RANGE,
                UNIMPLEMENTED, UNAUTHENTICATED, DATA_LOSS -> REFUSED;
            case RESOURCE_EXHAUSTED -> told.contains("too many requests") ? ELSEWHERE : REFUSED;
            // Told before a request is taken: by who asks each one for a leader, and by those that never take any.
            case UNAVAILABLE -> !sent || told.equals("etcdserver: no leader") || told.contains("for learner")
                ? ELSEWHERE : UNKNOWN;
            default -> sent ? UNKNOWN : ELSEWHERE;
        };
    }

    static String told(Status status) {
        return status.getDescription() == null ? "" : status.getDescription();
    }
}
