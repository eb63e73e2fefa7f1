package io.leengine.cli.builds;

import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Asks for a run. */
@Command(name = "run", description = "Runs a code build. With --follow the exit code is 0 when it succeeds, else 1.")
final class RunCommand extends ChangeCommand {
    @Parameters(paramLabel = "BUILD", description = "The code build.")
    private String name;

    @Option(names = "--ref", paramLabel = "REF", description = "Branch, tag or commit (default: the code build's).")
    private Optional<String> ref = Optional.empty();

    @Option(names = "--tag", paramLabel = "TAG", description = "The image's tag (default: the commit's short hash).")
    private Optional<String> tag = Optional.empty();

    @Option(names = {"-f", "--follow"}, description = "Shows stages and log until it ends.")
    private boolean follow;

    @Override
    protected int ask(ApiClient api) throws InterruptedException {
        String runs = BuildsCommand.path(name) + "/runs";
        JsonNode run = api.post(runs, new Body().with("ref", ref).with("tag", tag).fields()).body();
        if (follow) {
            return new RunFollowing(api, runs + "/" + run.path("number").asInt(), session().out()).follow();
        }
        output().one(run, RunsCommand.details());
        return ExitCode.OK;
    }
}
