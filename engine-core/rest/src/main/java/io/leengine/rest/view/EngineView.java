package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.time.Instant;

/** An engine. */
@Doc("One of the engines on the platform's database.")
public record EngineView(@Doc("Names this life of it.") String id,
        @Doc(value = "Its host and port.", example = "host-1:7080") String name,
        @Doc("When it was started.") Instant since,
        @Doc("How much of all there is to do is its own, in percent.") int sharePercent,
        @Doc("Whether it gives this answer.") boolean self) {
    /** Returns the view. */
    public static EngineView of(Platform.Engine engine) {
        return new EngineView(engine.id(), engine.name(), engine.since(), engine.sharePercent(), engine.self());
    }
}
