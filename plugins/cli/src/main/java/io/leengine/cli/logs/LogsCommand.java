package io.leengine.cli.logs;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.EventFeed;
import io.leengine.cli.http.ServerEvent;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.Session;
import io.leengine.cli.values.Since;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows logs. */
@Command(name = "logs", description = "Shows the log of an application's instances, or without one the engine's own on this "
    + "machine.")
public final class LogsCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int USUAL_TAIL = 100;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this help and ends.")
    private boolean help;

    @Parameters(arity = "0..1", paramLabel = "APP", description = "The application.")
    private Optional<String> application = Optional.empty();

    @Option(names = "--cell", paramLabel = "CELL", description = "With --instance: of one instance only.")
    private Optional<String> cell = Optional.empty();

    @Option(names = "--instance", paramLabel = "INSTANCE", description = "With --cell: of one instance only.")
    private Optional<String> instance = Optional.empty();

    @Option(names = {"-f", "--follow"}, description = "Goes on with each new line.")
    private boolean follow;

    @Option(names = "--tail", paramLabel = "N",
        description = "Begins with so many lines (default: " + USUAL_TAIL + "); of each instance.")
    private Optional<Integer> tail = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = "Begins with the lines of a time and later: 10m, 2h, "
        + "2026-11-23T08:00:00Z or 2026-11-23; of an application.")
    private Optional<Since> since = Optional.empty();

    @Option(names = "--timestamps", description = "Shows when each line was written.")
    private boolean timestamps;

    @Option(names = "--data", paramLabel = "DIR", description = "Data folder of the engine (default: .leengine in your "
        + "home).")
    private Optional<Path> data = Optional.empty();

    @Mixin
    private Session session;

    @Override
    public Integer call() throws InterruptedException {
        if (tail.orElse(0) < 0) {
            throw new CommandException(ExitCode.USAGE, "--tail must not be negative.", "");
        }
        if (tail.isPresent() && since.isPresent()) {
            throw new CommandException(ExitCode.USAGE, "A log begins at a time or with its last lines.",
                "Give --since or --tail.");
        }
        if (application.isEmpty()) {
            if (cell.isPresent() || instance.isPresent() || since.isPresent()) {
                throw new CommandException(ExitCode.USAGE, "--cell, --instance and --since are for an application's log.",
                    "Name the application: leengine logs APP --cell CELL --instance INSTANCE --since 10m");
            }
            Path folder = data.orElseGet(LocalEngine::usualData).toAbsolutePath();
            new LogFile(folder.resolve("log/engine.log")).read(tail.orElse(USUAL_TAIL), follow, this::print);
            return ExitCode.OK;
        }
        try (ApiClient api = session.open()) {
            new EventFeed(api, path(), PATIENCE).read(event -> !event.name().equals("log") || print(api, event));
        }
        return ExitCode.OK;
    }

    private String path() {
        if (cell.isPresent() != instance.isPresent()) {
            throw new CommandException(ExitCode.USAGE, "--cell and --instance go together.",
                "'leengine instances " + application.get() + "' lists both.");
        }
        String base = "/applications/" + ApiClient.segment(application.get()) + instance.map(id -> "/instances/"
            + ApiClient.segment(cell.orElseThrow()) + "/" + ApiClient.segment(id)).orElse("") + "/log";
        // Told as a time, once: when the stream is taken up again it begins at the same.
        Query query = since.isPresent() ? Query.of(base).with("since", since.get().at().toString())
            : Query.of(base).with("tail", tail.orElse(USUAL_TAIL));
        return query.with("follow", follow).text();
    }

    private boolean print(ApiClient api, ServerEvent event) {
        JsonNode line = api.json(event.data());
        String origin = instance.isPresent() ? ""
            : line.path("cell").asString("") + "/" + line.path("instance").asString("") + "  ";
        return print((timestamps ? line.path("at").asString("") + "  " : "") + origin + line.path("text").asString(""));
    }

    /** Returns whether anybody still reads. */
    private boolean print(String line) {
        PrintWriter out = session.out();
        out.println(line);
        return !out.checkError();
    }
}
