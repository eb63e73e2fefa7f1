package io.leengine.rest.http;

import io.leengine.engine.access.Permission;
import java.util.List;

/**
 * Who may use an operation: what the reference of roles is made of, and what the engine is tested against.
 *
 * @param kind in one word
 * @param permissions what it needs on the resource it is about, one for each kind of resource it may be about
 */
public record Audience(Kind kind, List<Permission> permissions) {
    /** The sorts of audiences. */
    public enum Kind {
        /** Nobody has said. */
        UNDECLARED,
        /** Anyone, logged in or not. */
        ANYONE,
        /** Who is logged in; lists hold what one may see. */
        USERS,
        /** Administrators. */
        ADMINISTRATORS,
        /** Who has a permission on the resource. */
        MEMBERS
    }

    /** Copies the list. */
    public Audience {
        permissions = List.copyOf(permissions);
    }

    static Audience of(Kind kind) {
        return new Audience(kind, List.of());
    }
}
