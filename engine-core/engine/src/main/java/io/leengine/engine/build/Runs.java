package io.leengine.engine.build;

import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.BuildRun.StageTime;
import io.leengine.model.EngineException;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps a build run goes through, each giving the run as it is after it. */
final class Runs {
    private Runs() {
    }

    static BuildRun started(BuildRun run, Instant at) {
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), run.tag(), BuildRun.State.RUNNING, "",
            Optional.empty(), Optional.empty(), "", List.of(), run.createdAt(), run.createdBy(), Optional.of(at),
            Optional.empty(), run.attempt() + 1);
    }

    static BuildRun waiting(BuildRun run, String why) {
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), run.tag(), run.state(), run.commit(),
            run.digest(), run.errorCode(), why, run.stages(), run.createdAt(), run.createdBy(), run.startedAt(),
            run.endedAt(), run.attempt());
    }

    static BuildRun stage(BuildRun run, BuildStage stage, Instant at) {
        List<StageTime> stages = closed(run.stages(), at);
        stages.add(new StageTime(stage, at, Optional.empty()));
        return with(run, run.state(), run.commit(), stages);
    }

    static BuildRun commit(BuildRun run, String commit) {
        return with(run, run.state(), commit, run.stages());
    }

    private static BuildRun with(BuildRun run, BuildRun.State state, String commit, List<StageTime> stages) {
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), run.tag(), state, commit, run.digest(),
            run.errorCode(), run.error(), stages, run.createdAt(), run.createdBy(), run.startedAt(), run.endedAt(),
            run.attempt());
    }

    static BuildRun succeeded(BuildRun run, BuildResult result, Instant at) {
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), result.tag(), BuildRun.State.SUCCEEDED,
            result.commit(), Optional.of(result.digest()), Optional.empty(), "", closed(run.stages(), at),
            run.createdAt(), run.createdBy(), run.startedAt(), Optional.of(at), run.attempt());
    }

    static BuildRun failed(BuildRun run, EngineException error, Instant at) {
        String next = error.nextStep().map(step -> " " + step).orElse("");
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), run.tag(), BuildRun.State.FAILED,
            run.commit(), Optional.empty(), Optional.of(error.code()), error.getMessage() + next,
            closed(run.stages(), at), run.createdAt(), run.createdBy(), run.startedAt(), Optional.of(at),
            run.attempt());
    }

    static BuildRun ended(BuildRun run, BuildRun.State state, Instant at) {
        return new BuildRun(run.id(), run.codeBuild(), run.number(), run.ref(), run.tag(), state, run.commit(),
            run.digest(), run.errorCode(), run.error(), closed(run.stages(), at), run.createdAt(), run.createdBy(),
            run.startedAt(), Optional.of(at), run.attempt());
    }

    private static List<StageTime> closed(List<StageTime> stages, Instant at) {
        List<StageTime> closed = new ArrayList<>();
        stages.forEach(stage -> closed.add(stage.endedAt().isPresent() ? stage
            : new StageTime(stage.stage(), stage.startedAt(), Optional.of(at))));
        return closed;
    }
}
