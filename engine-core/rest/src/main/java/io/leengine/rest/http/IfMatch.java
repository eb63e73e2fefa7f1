package io.leengine.rest.http;

/** Whether a route takes the revision that the caller has seen. */
public enum IfMatch {
    /** It has none. */
    IGNORED,
    /** It may be given. */
    OPTIONAL,
    /** It must be given. */
    REQUIRED
}
