package io.leengine.spi.scheduler;

import io.leengine.model.Endpoint;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One running container of a version, as seen at a moment.
 *
 * @param id unique within the cell for all time, for example a pod's name
 * @param version what it is an instance of
 * @param node the node's name; empty while it has none
 * @param endpoint where it answers; empty while that is not known
 * @param state where it is in its life
 * @param ready whether it should get traffic: running, healthy, and not stopping
 * @param startedAt when its present process started; empty while it has none
 * @param restarts how often its process was started anew
 * @param reason why it is not running or not ready, in a person's words; empty when all is well
 * @param attributes further facts to show, for example {@code pid}; keys and values never null
 */
public record Instance(String id, VersionKey version, String node, Optional<Endpoint> endpoint, State state,
        boolean ready, Optional<Instant> startedAt, int restarts, String reason, Map<String, String> attributes) {
    /** Where an instance is in its life. */
    public enum State {
        /** Waits for room, an image or an address, with nothing wrong so far. */
        PENDING,
        /** Its process runs, and has not been healthy yet. */
        STARTING,
        /** Its process runs and has been healthy. */
        RUNNING,
        /** Its process ended, or could not be started; that is tried again after a while. The reason says why. */
        BACKING_OFF,
        /** It is being stopped for good. */
        STOPPING
    }

    /** Nothing may be null. */
    public Instance {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(reason, "reason");
        attributes = Map.copyOf(attributes);
    }
}
