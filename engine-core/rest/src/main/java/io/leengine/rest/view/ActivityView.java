package io.leengine.rest.view;

import io.leengine.engine.domain.Activity;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Who did what. */
@Doc("Who did what to a resource.")
public record ActivityView(long id, Instant at, @Doc("Who did it, by the name it had then.") String actor,
        @Doc("The user's id; for a robot what it acts for; empty for the engine itself.") String actorId,
        @Doc(value = "`user`, `robot` or `engine`; empty when not known.", example = "user") String actorKind,
        @Doc(value = "What was done.", example = "application.deploy") String action,
        @Doc(value = "The kind of resource.", example = "application") String kind, String resource, String detail,
        @Doc("Of what changed, what it was, by field; secrets are `***`.") Optional<Map<String, String>> before,
        @Doc("Of what changed, what it is since, by field; secrets are `***`.") Optional<Map<String, String>> after,
        @Doc("From where; empty when from inside.") String address,
        @Doc("Through which request.") String requestId,
        @Doc(value = "`ok`, or the error's code for what was refused.", example = "ok") String result) {
    /** Returns the view. */
    public static ActivityView of(Activity activity) {
        return new ActivityView(activity.id(), activity.at(), activity.actor(), activity.actorId(),
            activity.actorKind(), activity.action(), activity.kind().label(), activity.resource(), activity.detail(),
            fields(activity.before()), fields(activity.after()), activity.address(), activity.requestId(),
            activity.result());
    }

    private static Optional<Map<String, String>> fields(Map<String, String> fields) {
        return Optional.of(fields).filter(some -> !some.isEmpty());
    }
}
