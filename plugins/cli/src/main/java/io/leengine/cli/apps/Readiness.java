package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Version;
import io.leengine.cli.client.Version.Condition;
import io.leengine.cli.client.Version.State;
import java.util.Locale;
import java.util.Optional;

/** Tells what keeps versions from being ready. */
record Readiness(EngineApi engine, String application) {
    /** Returns what one version lacks; throws when it cannot become ready. */
    Optional<String> pending(String version) {
        return pending(engine.versions().getVersion(application, version).body());
    }

    /** Returns what any live version lacks, or that others are still there. */
    Optional<String> pendingOfAll() {
        for (Version version : engine.applications().getApplication(application).body().versions()) {
            if (version.state() == State.RETIRING) {
                return Optional.of(version.name() + " has not gone yet");
            }
            Optional<String> pending = version.state() == State.LIVE ? pending(version) : Optional.empty();
            if (pending.isPresent()) {
                return pending;
            }
        }
        return Optional.empty();
    }

    private Optional<String> pending(Version version) {
        Condition condition = version.condition();
        String message = version.message();
        if (condition == Condition.FAILED || condition == Condition.DELETED) {
            throw new CommandException(ExitCode.FAILED, version.name() + " of " + application
                + (condition == Condition.FAILED ? " does not start" : " is gone") + (message.isEmpty() ? "." : ": " + message),
                "Its log: leengine logs " + application + "; what happened: leengine events " + application);
        }
        return condition == Condition.READY && version.ready() == version.instances() ? Optional.empty()
            : Optional.of(version.ready() + " of " + version.instances() + " ready, "
                + condition.name().toLowerCase(Locale.ROOT) + (message.isEmpty() ? "" : ", " + message));
    }
}
