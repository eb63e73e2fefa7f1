package io.leengine.engine.domain;

import io.leengine.model.ErrorCode;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Work that a request began and that goes on after its answer. It is written in the transaction of the change that begins
 * it; how it ends follows from what it works on.
 *
 * @param id unique for all time
 * @param action what is done, as in activity, for example {@code application.deploy}
 * @param kind of the resource
 * @param resource its name
 * @param target the id of what is worked on: an application, a version, a run, a collection, or the number of a
 *     swap
 * @param state how far it is
 * @param message what is being done, or how it ended, for a person
 * @param error what kind of thing went wrong, when it failed
 * @param actor the id of who asked
 * @param actorName the name of who asked
 * @param startedAt when
 * @param endedAt when it ended
 */
public record Operation(String id, String action, ResourceKind kind, String resource, String target, State state,
        String message, Optional<ErrorCode> error, String actor, String actorName, Instant startedAt,
        Optional<Instant> endedAt) {
    private static final Set<String> LONG = Set.of("application.deploy", "application.scale", "application.roll-back",
        "application.delete-version", "application.replace-instance", "application.delete", "code-build.run",
        "bundle.install", "bundle.roll-back", "bundle.remove", "part.swap", "registry.collect");

    /** How far an operation is. */
    public enum State {
        /** It goes on. */
        RUNNING,
        /** What was asked for is so. */
        SUCCEEDED,
        /** What was asked for is not so; the message says why. */
        FAILED,
        /** Somebody ended it, or asked for something else in its place. */
        CANCELED
    }

    /** Nothing may be null. */
    public Operation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(actorName, "actorName");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
    }

    /** Returns whether an action goes on after its answer. */
    public static boolean isLong(String action) {
        return LONG.contains(action);
    }

    /** Returns this with another word on how far it is. */
    public Operation saying(String word) {
        return new Operation(id, action, kind, resource, target, state, word, error, actor, actorName, startedAt,
            endedAt);
    }

    /** Returns this, ended. */
    public Operation ended(State end, String word, Optional<ErrorCode> why, Instant at) {
        return new Operation(id, action, kind, resource, target, end, word, why, actor, actorName, startedAt,
            Optional.of(at));
    }
}
