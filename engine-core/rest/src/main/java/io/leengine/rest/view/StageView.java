package io.leengine.rest.view;

import io.leengine.engine.domain.BuildRun;
import io.leengine.spi.builder.BuildStage;
import java.time.Instant;
import java.util.Optional;

/** A stage and its time. */
@Doc("A stage of a build run and its time.")
public record StageView(BuildStage stage, Instant startedAt, Optional<Instant> endedAt) {
    static StageView of(BuildRun.StageTime time) {
        return new StageView(time.stage(), time.startedAt(), time.endedAt());
    }
}
