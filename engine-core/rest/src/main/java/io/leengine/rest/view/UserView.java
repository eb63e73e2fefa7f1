package io.leengine.rest.view;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.User;
import java.time.Instant;
import java.util.Optional;

/** A user. */
@Doc("A person who uses the platform.")
public record UserView(String id, @Doc(value = "Unique; for log-in.", example = "ada") String name,
        @Doc("Whether the boss side is open.") boolean administrator, Optional<Instant> createdAt,
        @Doc(value = "Where mail goes; absent when nobody said.", example = "ada@example.org") Optional<String> email,
        @Doc("Whether every log-in and token is refused; absent when it is not known here.") Optional<Boolean> disabled,
        @Doc("Until when no password is looked at, after too many wrong ones; only where one user is read.")
        Optional<Instant> closedUntil) {
    /** Returns the view. */
    public static UserView of(User user) {
        return of(user, Optional.empty());
    }

    /** Returns the view of a user whose log-in may be closed. */
    public static UserView of(User user, Optional<Instant> closedUntil) {
        return new UserView(user.id(), user.name(), user.administrator(), Optional.of(user.createdAt()),
            Optional.of(user.email()).filter(address -> !address.isEmpty()), Optional.of(user.disabled()), closedUntil);
    }

    /** Returns the view of who just logged in. */
    public static UserView of(Actor actor) {
        return new UserView(actor.id(), actor.name(), actor.administrator(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());
    }
}
