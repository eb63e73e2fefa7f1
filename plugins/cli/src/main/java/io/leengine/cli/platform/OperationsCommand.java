package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.Operation;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ApiCommand;
import io.leengine.cli.session.Lists;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Work that goes on after its answer. */
@Command(name = "operations", description = "Lists the long work one has asked for, newest first.",
    subcommands = {OperationsCommand.Show.class, OperationsCommand.Await.class})
public final class OperationsCommand extends ReadCommand {
    @Option(names = "--state", paramLabel = "STATE", description = "Only what is running, succeeded, failed or canceled.")
    private Optional<String> state = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default: "
        + "${DEFAULT-VALUE}).")
    private int limit = 50;

    @Override
    protected void run(ApiClient api) {
        output().list(Lists.read(api, Query.of("/operations").with("state", state), limit),
            new Columns().field("ID", "id").field("ACTION", "action").value("RESOURCE", OperationsCommand::resource)
                .value("STATE", each -> Values.word(each.path("state"))).age("AGE", "startedAt")
                .value("TOOK", each -> Values.took(each.path("startedAt"), each.path("endedAt")))
                .field("MESSAGE", "message").named(each -> Values.text(each.path("id"))));
    }

    private static String resource(JsonNode operation) {
        return Values.text(operation.path("kind")) + "/" + Values.text(operation.path("resource"));
    }

    /** One of them. */
    @Command(name = "show", description = "Shows how an operation goes.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "OPERATION", description = "The operation.")
        private String id;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.operations().getOperation(id).json(), new Columns().field("Id", "id").field("Action", "action")
                .value("Resource", OperationsCommand::resource).value("State", each -> Values.word(each.path("state")))
                .field("Message", "message").field("Error", "errorCode").field("By", "actor").field("Started", "startedAt")
                .field("Ended", "endedAt"));
        }
    }

    /** Its end. */
    @Command(name = "wait", description = "Waits until an operation has ended; fails when it failed.")
    static final class Await extends ApiCommand {
        @Parameters(paramLabel = "OPERATION", description = "The operation.")
        private String id;

        @Mixin
        private WaitOptions.Limit limit;

        @Override
        protected void run(EngineApi engine) throws InterruptedException {
            AtomicReference<Reply<Operation>> last = new AtomicReference<>();
            limit.await(session(), "operation " + id, () -> {
                last.set(engine.operations().getOperation(id));
                Operation now = last.get().body();
                return now.state() == Operation.State.RUNNING ? Optional.of(now.message()) : Optional.empty();
            });
            Operation ended = last.get().body();
            JsonNode json = last.get().json();
            String told = ended.action() + " of " + resource(json) + " " + Values.word(json.path("state")) + ": "
                + ended.message();
            if (ended.state() != Operation.State.SUCCEEDED) {
                throw new CommandException(ExitCode.FAILED, told, "");
            }
            session().say(told);
        }
    }
}
