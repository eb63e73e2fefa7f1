package io.leengine.cli.builds;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.http.EventFeed;
import io.leengine.cli.http.ServerEvent;
import io.leengine.cli.output.Values;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Shows a run's log and stages until it ends. */
final class RunFollowing {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(500);

    private final ApiClient api;
    private final String path;
    private final PrintWriter out;
    private final Stages stages;
    private Optional<JsonNode> end = Optional.empty();
    private boolean lineEnded = true;

    /** Of the run with a path. */
    RunFollowing(ApiClient api, String path, PrintWriter out) {
        this.api = api;
        this.path = path;
        this.out = out;
        this.stages = new Stages(this::line);
    }

    /** Follows and returns the exit code: whether it succeeded. */
    int follow() throws InterruptedException {
        // The log is silent in some stages; they are asked for beside it.
        Thread watch = Thread.ofVirtual().start(this::watch);
        try {
            new EventFeed(api, path + "/log?follow=true", PATIENCE).read(this::take);
        } finally {
            watch.interrupt();
            watch.join();
        }
        JsonNode run = end.orElseGet(() -> api.get(path).body());
        stages.update(run);
        boolean succeeded = run.path("state").asString().equals("SUCCEEDED");
        String error = run.path("error").asString("");
        line("run " + run.path("number").asInt() + " " + Values.word(run.path("state")) + " after "
            + Values.took(run.path("startedAt"), run.path("endedAt")) + (succeeded ? ", tag "
            + run.path("tag").asString() : error.isEmpty() ? "" : ": " + error));
        return succeeded ? ExitCode.OK : ExitCode.FAILED;
    }

    private void watch() {
        try {
            while (true) {
                JsonNode run = api.get(path).body();
                synchronized (this) {
                    stages.update(run);
                }
                Thread.sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CommandException | ApiException e) {
            // The log is what is followed; its reader notices too, and says so.
            return;
        }
    }

    private synchronized boolean take(ServerEvent event) {
        JsonNode data = api.json(event.data());
        if (event.name().equals("end")) {
            end = Optional.of(data);
        } else if (event.name().equals("log")) {
            String text = data.path("text").asString("");
            out.print(text);
            out.flush();
            lineEnded = text.isEmpty() ? lineEnded : text.endsWith("\n");
        }
        return !out.checkError();
    }

    private synchronized void line(String text) {
        out.println(lineEnded ? text : "\n" + text);
        out.flush();
        lineEnded = true;
    }
}
