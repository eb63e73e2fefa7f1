package io.leengine.scheduler.local.state;

import io.leengine.spi.scheduler.VersionSpec;
import java.util.List;

/**
 * What was last stated of a version.
 *
 * @param spec the version
 * @param retire ids that go first when there are too many
 */
public record VersionRecord(VersionSpec spec, List<String> retire) {
    /** Copies the list. */
    public VersionRecord {
        retire = List.copyOf(retire);
    }
}
