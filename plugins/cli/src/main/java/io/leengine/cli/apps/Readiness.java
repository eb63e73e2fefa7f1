package io.leengine.cli.apps;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Values;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Tells what keeps versions from being ready. */
record Readiness(ApiClient api, String application) {
    /** Returns what one version lacks; throws when it cannot become ready. */
    Optional<String> pending(String version) {
        return pending(api.get(Paths.version(application, version)).body());
    }

    /** Returns what any live version lacks, or that others are still there. */
    Optional<String> pendingOfAll() {
        JsonNode details = api.get(Paths.application(application)).body();
        for (JsonNode version : details.path("versions")) {
            String state = version.path("state").asString();
            if (state.equals("RETIRING")) {
                return Optional.of(version.path("name").asString() + " has not gone yet");
            }
            Optional<String> pending = state.equals("LIVE") ? pending(version) : Optional.empty();
            if (pending.isPresent()) {
                return pending;
            }
        }
        return Optional.empty();
    }

    private Optional<String> pending(JsonNode version) {
        String name = version.path("name").asString();
        String condition = version.path("condition").asString();
        String message = version.path("message").asString("");
        if (condition.equals("FAILED") || condition.equals("DELETED")) {
            throw new CommandException(ExitCode.FAILED, name + " of " + application + (condition.equals("FAILED")
                ? " does not start" : " is gone") + (message.isEmpty() ? "." : ": " + message),
                "Its log: leengine logs " + application + "; what happened: leengine events " + application);
        }
        int ready = version.path("ready").asInt();
        int instances = version.path("instances").asInt();
        return condition.equals("READY") && ready == instances ? Optional.empty()
            : Optional.of(ready + " of " + instances + " ready, " + Values.word(version.path("condition"))
                + (message.isEmpty() ? "" : ", " + message));
    }
}
