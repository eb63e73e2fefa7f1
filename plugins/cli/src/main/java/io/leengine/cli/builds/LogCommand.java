package io.leengine.cli.builds;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.ApiCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows a run's log. */
@Command(name = "log", description = "Shows the log of a run. With --follow the exit code is 0 when it succeeds, else 1.")
final class LogCommand extends ApiCommand {
    @Parameters(index = "0", paramLabel = "BUILD", description = "The code build.")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RUN", description = "The run's number (default: the newest).")
    private Optional<Integer> number = Optional.empty();

    @Option(names = {"-f", "--follow"}, description = "Goes on until the run ends.")
    private boolean follow;

    @Override
    protected int ask(ApiClient api) throws InterruptedException {
        String runs = BuildsCommand.path(name) + "/runs";
        String path = runs + "/" + (number.isPresent() ? number.get() : newest(api, runs));
        if (follow) {
            return new RunFollowing(api, path, session().out()).follow();
        }
        session().out().print(api.text(path + "/log"));
        session().out().flush();
        return ExitCode.OK;
    }

    private int newest(ApiClient api, String runs) {
        JsonNode items = api.get(runs + "?limit=1").body().path("items");
        if (items.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "The code build '" + name + "' has not been run yet.",
                "Run it: leengine builds run " + name);
        }
        return items.get(0).path("number").asInt();
    }
}
