package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.engine.domain.Version;
import java.time.Instant;
import java.util.Map;

/** A version and how it is. */
@Doc("One immutable deployment of an application, and how it is.")
public record VersionView(@Doc(value = "Its name.", example = "v1") String name, int number,
        @Doc("The repository it runs.") String image,
        @Doc("The tag it was deployed by; empty when it was a digest.") String tag,
        @Doc(value = "What it runs.", pattern = Patterns.DIGEST) String digest, SettingsView settings,
        @Doc(value = "Instances by cell.", example = "{\"room-1\":2,\"room-2\":2}") Map<String, Integer> cells,
        @Doc("Instances over all cells.") int instances,
        @Doc("Its share of the traffic in percent.") int weight, @Doc("Whether it should run.") Version.State state,
        @Doc("How it is.") Applications.Condition condition, @Doc("How many instances are ready.") int ready,
        @Doc("Why it is not ready; empty when it is.") String message, Instant createdAt, String createdBy) {
    /** Returns the view. */
    public static VersionView of(Applications.VersionDetails details) {
        Version version = details.version();
        return new VersionView(version.name(), version.number(), version.image(), version.tag(),
            version.digest().toString(), SettingsView.of(version.settings()), version.cells(), version.instances(),
            version.weight(), version.state(), details.condition(), details.ready(), details.message(),
            version.createdAt(), version.createdBy());
    }
}
