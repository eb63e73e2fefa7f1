package io.leengine.engine.operation;

import io.leengine.engine.Applications.Condition;
import io.leengine.engine.Applications.VersionDetails;
import io.leengine.engine.application.Conditions;
import io.leengine.engine.Applications.Placed;
import io.leengine.engine.domain.Application;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.domain.Version;
import io.leengine.engine.seam.InstanceTable;
import io.leengine.engine.store.Session;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Tells how an operation that runs is by now. */
final class Progress {
    private final InstanceTable table;
    private final BiFunction<Session, String, Optional<String>> obstacle;
    private final Clock clock;

    /**
     * @param table what is seen of instances
     * @param obstacle what keeps an application, by name, from being as desired
     */
    Progress(InstanceTable table, BiFunction<Session, String, Optional<String>> obstacle, Clock clock) {
        this.table = table;
        this.obstacle = obstacle;
        this.clock = clock;
    }

    /** Returns the operation as it is now. */
    Operation of(Session session, Operation running) {
        return switch (running.action()) {
            case "application.delete" -> deletion(session, running);
            case "application.deploy" -> deployment(session, running);
            case "application.scale", "application.roll-back", "application.delete-version",
                "application.replace-instance" -> change(session, running);
            case "code-build.run" -> run(session, running);
            case "registry.collect" -> collection(session, running);
            default -> swap(session, running);
        };
    }

    private static Optional<Application> application(Session session, Operation running) {
        return session.applications().byName(running.resource());
    }

    private Operation deletion(Session session, Operation running) {
        Optional<Application> present = application(session, running)
            .filter(application -> application.id().equals(running.target()));
        return present.isEmpty() ? running.ended(Operation.State.SUCCEEDED, "It is gone.", Optional.empty(), now())
            : running.saying(obstacle.apply(session, running.resource()).orElse("Its domain, instances and namespaces go."));
    }

    private Operation deployment(Session session, Operation running) {
        Optional<Application> application = application(session, running).filter(present -> !present.deleting());
        Optional<Version> version = application.flatMap(present -> session.applications().versions(present.id()).stream()
            .filter(each -> each.id().equals(running.target())).findFirst());
        if (version.isEmpty()) {
            return overtaken(running, "The application is being deleted, or is gone.");
        }
        VersionDetails details = Conditions.of(version.get(), table.of(running.resource()));
        if (details.condition() == Condition.READY) {
            return running.ended(Operation.State.SUCCEEDED, version.get().name() + " is ready.", Optional.empty(), now());
        } else if (version.get().state() != Version.State.LIVE) {
            return overtaken(running, version.get().name() + " is on its way out.");
        } else if (details.condition() == Condition.FAILED) {
            return failed(running, version.get().name() + ": " + details.message(), ErrorCode.CONFLICT);
        }
        return running.saying(ready(details) + obstacle.apply(session, running.resource()).map(why -> " " + why).orElse(""));
    }

    private Operation change(Session session, Operation running) {
        Optional<Application> application = application(session, running)
            .filter(present -> present.id().equals(running.target()) && !present.deleting());
        if (application.isEmpty()) {
            return overtaken(running, "The application is being deleted, or is gone.");
        }
        List<Placed> placed = table.of(running.resource());
        List<VersionDetails> versions = session.applications().versions(application.get().id()).stream()
            .map(version -> Conditions.of(version, placed)).toList();
        List<VersionDetails> unready = versions.stream()
            .filter(each -> each.condition() != Condition.READY && each.condition() != Condition.DELETED).toList();
        int wanted = versions.stream().map(VersionDetails::version).filter(Version::wanted)
            .mapToInt(Version::instances).sum();
        Optional<VersionDetails> broken = unready.stream().filter(each -> each.condition() == Condition.FAILED)
            .findFirst();
        if (broken.isPresent()) {
            return failed(running, broken.get().version().name() + ": " + broken.get().message(), ErrorCode.CONFLICT);
        } else if (unready.isEmpty() && placed.size() == wanted
                && session.applications().evictions(running.target()).isEmpty()) {
            return running.ended(Operation.State.SUCCEEDED, "All is as desired.", Optional.empty(), now());
        }
        return running.saying(obstacle.apply(session, running.resource()).orElseGet(() -> unready.stream().findFirst()
            .map(Progress::ready).orElse("There are " + placed.size() + " instances of " + wanted + ".")));
    }

    private static String ready(VersionDetails details) {
        return details.version().name() + ": " + details.ready() + " of " + details.version().instances()
            + " instances are ready." + (details.message().isEmpty() ? "" : " " + details.message());
    }

    private Operation run(Session session, Operation running) {
        return session.builds().runById(running.target()).map(run -> switch (run.state()) {
            case QUEUED -> running.saying("It waits for a builder.");
            case RUNNING -> running.saying(run.stages().isEmpty() ? "It begins."
                : "In the stage " + run.stages().getLast().stage().name().toLowerCase(java.util.Locale.ROOT) + ".");
            case SUCCEEDED -> running.ended(Operation.State.SUCCEEDED, "Pushed as " + run.tag() + ".", Optional.empty(),
                at(run.endedAt()));
            case FAILED -> running.ended(Operation.State.FAILED, run.error(),
                Optional.of(run.errorCode().orElse(ErrorCode.BUILD_FAILED)), at(run.endedAt()));
            case CANCELED -> running.ended(Operation.State.CANCELED, "Somebody ended it.", Optional.empty(), at(run.endedAt()));
        }).orElseGet(() -> overtaken(running, "The code build is gone."));
    }

    private Operation collection(Session session, Operation running) {
        return session.collections().find(running.target()).map(run -> switch (run.state()) {
            case RUNNING -> running.saying(run.message());
            case SUCCEEDED -> running.ended(Operation.State.SUCCEEDED, run.message(), Optional.empty(), at(run.endedAt()));
            case FAILED -> running.ended(Operation.State.FAILED, run.message(), Optional.of(ErrorCode.UNAVAILABLE),
                at(run.endedAt()));
            case CANCELED -> running.ended(Operation.State.CANCELED, run.message(), Optional.empty(), at(run.endedAt()));
        }).orElseGet(() -> overtaken(running, "The collection is forgotten."));
    }

    private Instant at(Optional<Instant> end) {
        return end.orElseGet(this::now);
    }

    private Operation swap(Session session, Operation running) {
        Swap swap = session.swaps().find(Long.parseLong(running.target())).orElseThrow();
        return switch (swap.state()) {
            case RUNNING -> running.saying(swap.message());
            case DONE -> running.ended(Operation.State.SUCCEEDED, swap.message(), Optional.empty(),
                swap.endedAt().orElseGet(this::now));
            case RETURNED -> running.ended(Operation.State.FAILED, swap.message(), Optional.of(ErrorCode.CONFLICT),
                swap.endedAt().orElseGet(this::now));
        };
    }

    private Operation overtaken(Operation running, String why) {
        return running.ended(Operation.State.CANCELED, why, Optional.empty(), now());
    }

    private Operation failed(Operation running, String why, ErrorCode code) {
        return running.ended(Operation.State.FAILED, why, Optional.of(code), now());
    }

    private Instant now() {
        return clock.instant();
    }
}
