package io.leengine.engine.domain;

import io.leengine.model.Digest;
import io.leengine.model.ErrorCode;
import io.leengine.spi.builder.BuildStage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a code build.
 *
 * @param id unique for all time
 * @param codeBuild the code build's id
 * @param number counts from 1 within the code build
 * @param ref what was asked for
 * @param tag what it was or will be pushed as; empty until known
 * @param state how far it is
 * @param commit what was built; empty until known
 * @param digest what was pushed
 * @param errorCode what went wrong
 * @param error why it failed, or what it waits for, for a person; empty when it does neither
 * @param stages in order
 * @param createdAt when it was asked for
 * @param createdBy by whom
 * @param startedAt when its last attempt began
 * @param endedAt when it ended
 * @param attempt counts from 1; grows when an engine died in the middle
 */
public record BuildRun(String id, String codeBuild, int number, String ref, String tag, State state, String commit,
        Optional<Digest> digest, Optional<ErrorCode> errorCode, String error, List<StageTime> stages,
        Instant createdAt, String createdBy, Optional<Instant> startedAt, Optional<Instant> endedAt, int attempt) {
    /** How far a run is. */
    public enum State {
        /** Waits for a builder. */
        QUEUED,
        /** Goes on. */
        RUNNING,
        /** Pushed. */
        SUCCEEDED,
        /** Ended without an image. */
        FAILED,
        /** Somebody ended it. */
        CANCELED;

        /** Returns whether nothing will change any more. */
        public boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == CANCELED;
        }
    }

    /**
     * A stage and its time.
     *
     * @param stage which
     * @param startedAt when it began
     * @param endedAt when it ended, if it has
     */
    public record StageTime(BuildStage stage, Instant startedAt, Optional<Instant> endedAt) {
    }

    /** Copies the list. */
    public BuildRun {
        stages = List.copyOf(stages);
    }
}
