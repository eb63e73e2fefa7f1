package io.leengine.engine.store;

import java.util.Optional;

/**
 * Who looks at a list: what is public, and what this user is a member of.
 *
 * @param user the user's id; empty for no user
 * @param all whether all is seen, and not just that
 */
public record Viewer(String user, boolean all) {
    /** Returns a user who sees what is public and what it is a member of; one who sees all when no user is given. */
    public static Viewer of(Optional<String> user) {
        return new Viewer(user.orElse(""), user.isEmpty());
    }
}
