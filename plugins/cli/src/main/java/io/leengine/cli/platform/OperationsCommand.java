package io.leengine.cli.platform;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ApiCommand;
import io.leengine.cli.session.Lists;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.WaitOptions;
import java.util.Optional;
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

    private static JsonNode read(ApiClient api, String id) {
        return api.get("/operations/" + ApiClient.segment(id)).body();
    }

    /** One of them. */
    @Command(name = "show", description = "Shows how an operation goes.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "ID", description = "The operation.")
        private String id;

        @Override
        protected void run(ApiClient api) {
            output().one(read(api, id), new Columns().field("Id", "id").field("Action", "action")
                .value("Resource", OperationsCommand::resource).value("State", each -> Values.word(each.path("state")))
                .field("Message", "message").field("Error", "errorCode").field("By", "actor").field("Started", "startedAt")
                .field("Ended", "endedAt"));
        }
    }

    /** Its end. */
    @Command(name = "wait", description = "Waits until an operation has ended; fails when it failed.")
    static final class Await extends ApiCommand {
        @Parameters(paramLabel = "ID", description = "The operation.")
        private String id;

        @Mixin
        private WaitOptions.Limit limit;

        @Override
        protected void run(ApiClient api) throws InterruptedException {
            JsonNode[] last = new JsonNode[1];
            limit.await(session(), "operation " + id, () -> {
                last[0] = read(api, id);
                return Values.text(last[0].path("state")).equals("RUNNING")
                    ? Optional.of(Values.text(last[0].path("message"))) : Optional.empty();
            });
            String told = Values.text(last[0].path("action")) + " of " + resource(last[0]) + " "
                + Values.word(last[0].path("state")) + ": " + Values.text(last[0].path("message"));
            if (!Values.text(last[0].path("state")).equals("SUCCEEDED")) {
                throw new CommandException(ExitCode.FAILED, told, "");
            }
            session().say(told);
        }
    }
}
