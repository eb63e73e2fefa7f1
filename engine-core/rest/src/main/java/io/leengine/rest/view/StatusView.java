package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** The platform in a few words. */
@Doc("The platform in a few words.")
public record StatusView(@Doc("Whether requests that need every seam can be answered.") boolean ready,
        @Doc(value = "The region's name.", example = "local") String region,
        @Doc("The engine's version.") String version,
        @Doc("Seams without a working part, with why.") List<String> missing) {
    /** Returns the view. */
    public static StatusView of(Platform.Status status) {
        return new StatusView(status.ready(), status.region(), status.version(), status.missing());
    }
}
