package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.time.Instant;
import java.util.Map;

/** A configured part and how it is. */
@Doc("A configured plugin and how it is.")
public record PartView(@Doc(value = "Which seam it serves.", example = "scheduler") String seam,
        @Doc(value = "Unique within the seam.", example = "room-1") String name,
        @Doc("The plugin's persistent identity.") String plugin,
        @Doc("Its settings; secrets are blank.") Map<String, String> settings,
        @Doc("Most nodes, for a cell.") int nodeLimit, Instant createdAt,
        @Doc("Grows with every change; the entity tag.") long revision,
        @Doc("Whether its plugin has brought it up.") boolean present, HealthView health) {
    /** Returns the view. */
    public static PartView of(Platform.PartDetails details) {
        var part = details.part();
        return new PartView(part.seam().label(), part.name(), part.plugin(), part.settings(), part.nodeLimit(),
            part.createdAt(), part.revision(), details.present(), HealthView.of(details.health()));
    }
}
