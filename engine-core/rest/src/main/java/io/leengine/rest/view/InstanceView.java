package io.leengine.rest.view;

import io.leengine.engine.Applications;
import io.leengine.model.Endpoint;
import io.leengine.spi.scheduler.Instance;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An instance and where it is. */
@Doc("One running container of a version.")
public record InstanceView(String cell, @Doc("Unique in the cell.") String id,
        @Doc(value = "The version it is an instance of.", example = "v1") String version,
        @Doc("Empty while it has none.") String node,
        @Doc(value = "Where it answers; empty while that is not known.", example = "127.0.0.1:40001") String endpoint,
        Instance.State state, @Doc("Whether it gets traffic.") boolean ready,
        @Doc("When its present process started.") Optional<Instant> startedAt,
        @Doc("How often its process was started anew.") int restarts,
        @Doc("Why it is not ready; empty when it is.") String reason,
        @Doc("Further facts.") Map<String, String> attributes,
        @Doc("When the cell last told of it.") Instant seenAt) {
    /** Returns the view. */
    public static InstanceView of(Applications.Placed placed) {
        Instance instance = placed.instance();
        return new InstanceView(placed.cell(), instance.id(), instance.version().version(), instance.node(),
            instance.endpoint().map(Endpoint::toString).orElse(""), instance.state(), instance.ready(),
            instance.startedAt(), instance.restarts(), instance.reason(), new TreeMap<>(instance.attributes()),
            placed.seenAt());
    }
}
