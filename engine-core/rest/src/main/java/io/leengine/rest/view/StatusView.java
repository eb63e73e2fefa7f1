package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** The platform in a few words. */
@Doc("The platform in a few words.")
public record StatusView(@Doc("Whether this engine takes requests.") boolean ready,
        @Doc(value = "The region's name.", example = "local") String region,
        @Doc("The engine's version.") String version,
        @Doc("Seams without a working part, with why; empty when all is well.") List<String> missing) {
    /** Returns the view. */
    public static StatusView of(Platform.Status status) {
        return new StatusView(status.ready(), status.region(), status.version(), status.missing());
    }
}
