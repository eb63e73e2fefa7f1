package io.leengine.rest.view;

import io.leengine.engine.domain.Operation;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.Optional;

/** Work that goes on after its answer. */
@Doc("Work that goes on after the answer to who asked for it.")
public record OperationView(@Doc(value = "Unique.", example = "k3v0q8x2m1c7d5b9n4ja") String id,
        @Doc(value = "What is done, as in activity.", example = "application.deploy") String action,
        @Doc(value = "The kind of resource.", example = "application") String kind,
        @Doc(value = "The resource's name.", example = "hello") String resource, Operation.State state,
        @Doc(value = "What is being done, or how it ended.", example = "v2: 1 of 4 instances are ready.") String message,
        @Doc("What kind of thing went wrong, when it failed.") Optional<ErrorCode> errorCode,
        @Doc(value = "Who asked.", example = "ada") String actor, Instant startedAt,
        @Doc("Absent while it goes on.") Optional<Instant> endedAt) {
    /** Returns the view. */
    public static OperationView of(Operation operation) {
        return new OperationView(operation.id(), operation.action(), operation.kind().label(), operation.resource(),
            operation.state(), operation.message(), operation.error(), operation.actorName(), operation.startedAt(),
            operation.endedAt());
    }
}
