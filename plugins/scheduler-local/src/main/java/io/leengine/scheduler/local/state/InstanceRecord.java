package io.leengine.scheduler.local.state;

import io.leengine.spi.scheduler.VersionKey;
import java.util.Optional;

/**
 * An instance as it is kept: written before anything is started for it, removed after everything is gone.
 *
 * @param id its id
 * @param key its version
 * @param image hex digest of its image, so that this is kept while it is used
 * @param graceMillis between asking to stop and killing; also when its version is gone
 * @param createdAtMillis since the epoch
 * @param stopping whether it is to go for good
 * @param restarts how often its process was started anew
 * @param port it was given last, 0 before that
 * @param run the run under way, or the last one if it has not been cleaned up
 */
public record InstanceRecord(String id, VersionKey key, String image, long graceMillis, long createdAtMillis,
        boolean stopping, int restarts, int port, Optional<RunRecord> run) {
    /** Returns this marked to go. */
    public InstanceRecord asStopping() {
        return new InstanceRecord(id, key, image, graceMillis, createdAtMillis, true, restarts, port, run);
    }

    /** Returns this with another run. */
    public InstanceRecord withRun(Optional<RunRecord> newRun) {
        return new InstanceRecord(id, key, image, graceMillis, createdAtMillis, stopping, restarts, port, newRun);
    }

    /** Returns this with another port. */
    public InstanceRecord withPort(int newPort) {
        return new InstanceRecord(id, key, image, graceMillis, createdAtMillis, stopping, restarts, newPort, run);
    }

    /** Returns this with one more restart and no run. */
    public InstanceRecord restarted() {
        return new InstanceRecord(id, key, image, graceMillis, createdAtMillis, stopping, restarts + 1, port,
            Optional.empty());
    }
}
