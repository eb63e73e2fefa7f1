package io.leengine.cli.apps;

import io.leengine.cli.client.ApplicationDetails;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Reply;
import io.leengine.cli.client.RollBack;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
    protected void run(EngineApi engine) throws InterruptedException {
        Reply<ApplicationDetails> details = engine.applications().rollBack(application, RollBack.of().withVersion(version),
            Optional.empty());
        if (wait.wanted()) {
            wait.await(session(), application + " to be rolled back", new Readiness(engine, application)::pendingOfAll);
            details = engine.applications().getApplication(application);
        }
        output().one(details.json(), Shown.application());
    }
}
