package io.leengine.cli.apps;

import io.leengine.cli.http.ApiClient;
import io.leengine.cli.session.Body;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Goes back. */
@Command(name = "rollback", description = "Goes back to an earlier version in one move.")
public final class RollbackCommand extends ChangeCommand {
    @Parameters(index = "0", paramLabel = "APP", description = "The application.")
    private String application;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "Which one (default: the one that had "
        + "all of the traffic before).")
    private Optional<String> version = Optional.empty();

    @Mixin
    private WaitOptions wait;

    @Override
    protected void run(ApiClient api) throws InterruptedException {
        JsonNode details = api.post(Paths.application(application) + "/roll-back",
            new Body().with("version", version).fields()).body();
        if (wait.wanted()) {
            wait.await(session(), application + " to be rolled back", new Readiness(api, application)::pendingOfAll);
            details = api.get(Paths.application(application)).body();
        }
        output().one(details, Shown.application());
    }
}
