package io.leengine.cli.apps;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.EventFeed;
import io.leengine.cli.http.ServerEvent;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ReadCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Follows an application. */
@Command(name = "watch", description = "Shows how an application is, now and after each change, until it is gone. With "
    + "-o json, a body after each.")
final class WatchCommand extends ReadCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Parameters(paramLabel = "APP", description = "The application.")
    private String name;

    @Override
    protected void run(ApiClient api) throws InterruptedException {
        new EventFeed(api, Paths.application(name) + "/changes", PATIENCE).read(event -> show(api, event));
    }

    private boolean show(ApiClient api, ServerEvent event) {
        if (event.name().equals("changed")) {
            JsonNode application = api.json(event.data());
            if (output().table()) {
                output().out().println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  "
                    + application.path("ready").asInt() + "/" + application.path("instances").asInt() + " ready  live "
                    + Values.text(application.path("live")) + problems(application));
            } else {
                output().one(application, Shown.application());
            }
        }
        return !output().out().checkError();
    }

    private static String problems(JsonNode application) {
        String problems = Values.text(application.path("problems"));
        return problems.isEmpty() ? "" : "  ! " + problems;
    }
}
