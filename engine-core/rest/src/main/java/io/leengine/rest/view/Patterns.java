package io.leengine.rest.view;

/** The syntax of names, for the document; the engine is who checks them. */
final class Patterns {
    static final String NAME = "^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$";
    static final String DIGEST = "^sha256:[0-9a-f]{64}$";

    private Patterns() {
    }
}
