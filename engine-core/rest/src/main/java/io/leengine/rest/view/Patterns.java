package io.leengine.rest.view;

/** The syntax of names, for the document; the engine is who checks them. */
public final class Patterns {
    /** A name: a DNS label. */
    public static final String NAME = "^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$";
    /** A digest. */
    public static final String DIGEST = "^sha256:[0-9a-f]{64}$";

    private Patterns() {
    }
}
