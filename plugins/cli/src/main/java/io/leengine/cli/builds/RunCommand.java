package io.leengine.cli.builds;

import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewRun;
import io.leengine.cli.client.Reply;
import io.leengine.cli.client.Run;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.ChangeCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
        Reply<Run> run = new EngineApi(api).codeBuilds().startRun(name, NewRun.of().withRef(ref).withTag(tag));
        if (follow) {
            return new RunFollowing(api, BuildsCommand.path(name) + "/runs/" + run.body().number(), session().out()).follow();
        }
        output().one(run.json(), RunsCommand.details());
        return ExitCode.OK;
    }
}
