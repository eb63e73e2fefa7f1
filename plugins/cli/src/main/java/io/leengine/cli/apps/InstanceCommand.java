package io.leengine.cli.apps;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Single instances. */
@Command(name = "instance", mixinStandardHelpOptions = true, description = "Single instances of an application.",
    subcommands = InstanceCommand.Replace.class)
public final class InstanceCommand {
    /** All of them. */
    @Command(name = "instances", description = "Lists the instances of an application.")
    public static final class All extends ListCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String application;

        @Override
        protected Query query() {
            return Query.of(Paths.application(application) + "/instances");
        }

        @Override
        protected Columns columns() {
            return new Columns().field("CELL", "cell").field("INSTANCE", "id").field("VERSION", "version")
                .field("NODE", "node").field("ENDPOINT", "endpoint")
                .value("STATE", instance -> Values.word(instance.path("state"))).field("READY", "ready")
                .age("STARTED", "startedAt").field("RESTARTS", "restarts").field("REASON", "reason")
                .named(instance -> Values.text(instance.path("cell")) + "/" + Values.text(instance.path("id")));
        }
    }

    @Command(name = "replace", description = "Drains and stops an instance; another one takes its place.")
    static final class Replace extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "APP", description = "The application.")
        private String application;

        @Parameters(index = "1", paramLabel = "CELL", description = "The cell.")
        private String cell;

        @Parameters(index = "2", paramLabel = "INSTANCE", description = "The instance.")
        private String instance;

        @Override
        protected void run(EngineApi engine) {
            done("instance " + cell + "/" + instance + " is being replaced",
                engine.instancesLogsEventsMetrics().replaceInstance(application, cell, instance));
        }
    }
}
