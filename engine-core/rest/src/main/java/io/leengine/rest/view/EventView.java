package io.leengine.rest.view;

import io.leengine.engine.Applications;
import java.time.Instant;

/** Something that happened. */
@Doc("Something that happened in the application's namespaces.")
public record EventView(Instant at, String cell, @Doc("Empty when it concerns none.") String version,
        @Doc("Empty when it concerns none.") String instance, @Doc(value = "One word.", example = "Started")
        String reason, String message, @Doc("Whether someone should look.") boolean warning) {
    /** Returns the view. */
    public static EventView of(Applications.PlacedEvent placed) {
        var event = placed.event();
        return new EventView(event.at(), placed.cell(), event.version(), event.instance(), event.reason(),
            event.message(), event.warning());
    }
}
