package io.leengine.rest.view;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.User;
import java.time.Instant;
import java.util.Optional;

/** A user. */
@Doc("A person who uses the platform.")
public record UserView(String id, @Doc(value = "Unique; for log-in.", example = "ada") String name,
        @Doc("Whether the boss side is open.") boolean administrator, Optional<Instant> createdAt) {
    /** Returns the view. */
    public static UserView of(User user) {
        return new UserView(user.id(), user.name(), user.administrator(), Optional.of(user.createdAt()));
    }

    /** Returns the view of who just logged in. */
    public static UserView of(Actor actor) {
        return new UserView(actor.id(), actor.name(), actor.administrator(), Optional.empty());
    }
}
