package io.leengine.rest.view;

import io.leengine.engine.domain.Activity;
import java.time.Instant;

/** Who did what. */
@Doc("Who did what to a resource.")
public record ActivityView(long id, Instant at, String actor,
        @Doc(value = "What was done.", example = "application.deploy") String action,
        @Doc(value = "The kind of resource.", example = "application") String kind, String resource, String detail,
        @Doc("From where; empty when from inside.") String address,
        @Doc("Through which request.") String requestId,
        @Doc(value = "`ok`, or the error's code.", example = "ok") String result) {
    /** Returns the view. */
    public static ActivityView of(Activity activity) {
        return new ActivityView(activity.id(), activity.at(), activity.actor(), activity.action(),
            activity.kind().label(), activity.resource(), activity.detail(), activity.address(), activity.requestId(),
            activity.result());
    }
}
