package io.leengine.rest.view;

import io.leengine.engine.domain.BuildRun;
import io.leengine.model.Digest;
import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A build run. */
@Doc("One execution of a code build.")
public record RunView(@Doc("The code build's name.") String codeBuild, int number,
        @Doc("What was asked for.") String ref,
        @Doc("What it was or will be pushed as; empty until known.") String tag, BuildRun.State state,
        @Doc("What was built; empty until known.") String commit,
        @Doc(value = "What was pushed.", pattern = Patterns.DIGEST) Optional<String> digest,
        @Doc("What went wrong.") Optional<ErrorCode> errorCode,
        @Doc("Why; empty when nothing did.") String error, List<StageView> stages, Instant createdAt,
        String createdBy, @Doc("When its last attempt began.") Optional<Instant> startedAt,
        Optional<Instant> endedAt, @Doc("Counts from 1; grows when an engine died in the middle.") int attempt) {
    /** Returns the view. */
    public static RunView of(String codeBuild, BuildRun run) {
        return new RunView(codeBuild, run.number(), run.ref(), run.tag(), run.state(), run.commit(),
            run.digest().map(Digest::toString), run.errorCode(), run.error(),
            run.stages().stream().map(StageView::of).toList(), run.createdAt(), run.createdBy(), run.startedAt(),
            run.endedAt(), run.attempt());
    }
}
