package io.leengine.registry;

import io.leengine.engine.RegistryAccess.Action;
import java.util.Locale;

/** A caller may not do what it asked for. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Caller caller;
    private final String repository;
    private final Action action;

    Refused(Caller caller, String repository, Action action) {
        super(action + " on " + repository, null, false, false);
        this.caller = caller;
        this.repository = repository;
        this.action = action;
    }

    /** Returns whether the answer tells how to ask for more. */
    boolean challenges() {
        return caller.challengeable(repository, action);
    }

    /** Returns what is wrong with the token that was sent; empty when there was none. */
    String fault() {
        return caller instanceof Caller.Direct ? "" : "insufficient_scope";
    }

    /** Returns the scope of the token that would do. */
    String scope() {
        return switch (action) {
            // Listing tags is no scope of its own; it comes with pull, even where pull itself is not granted.
            case LIST, PULL -> "repository:" + repository + ":pull";
            case PUSH -> "repository:" + repository + ":pull,push";
            case DELETE -> "repository:" + repository + ":" + action.name().toLowerCase(Locale.ROOT);
        };
    }

    /**
     * Returns the error to show. For one who is logged in and may not even see the repository it is as though there
     * were none.
     */
    RegistryError error() {
        if (challenges()) {
            return new RegistryError(RegistryError.Code.UNAUTHORIZED, "This needs a log-in, or a token for it.");
        }
        return caller.may(repository, Action.LIST)
            ? new RegistryError(RegistryError.Code.DENIED, "You may not do this with '" + repository + "'.")
            : new RegistryError(RegistryError.Code.NAME_UNKNOWN, "There is no repository '" + repository + "'.");
    }
}
