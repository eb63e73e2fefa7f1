package io.leengine.cli.builds;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs. */
@Command(name = "runs", description = "Lists the runs of a code build, newest first.")
final class RunsCommand extends ListCommand {
    @Parameters(paramLabel = "BUILD", description = "The code build.")
    private String name;

    @Override
    protected Query query() {
        return Query.of(BuildsCommand.path(name) + "/runs");
    }

    @Override
    protected Columns columns() {
        return new Columns().field("RUN", "number").value("STATE", run -> Values.word(run.path("state")))
            .field("REF", "ref").field("TAG", "tag").value("COMMIT", run -> shortened(run.path("commit").asString("")))
            .value("TOOK", run -> Values.took(run.path("startedAt"), run.path("endedAt"))).age("AGE", "createdAt")
            .field("BY", "createdBy").field("ERROR", "error");
    }

    private static String shortened(String commit) {
        return commit.length() > 12 ? commit.substring(0, 12) : commit;
    }

    static Columns details() {
        return new Columns().field("Run", "number").field("Code build", "codeBuild")
            .value("State", run -> Values.word(run.path("state"))).field("Ref", "ref").field("Tag", "tag")
            .field("Commit", "commit").field("Digest", "digest")
            .value("Stages", run -> String.join(", ", run.path("stages").valueStream().map(Stages::words).toList()))
            .value("Took", run -> Values.took(run.path("startedAt"), run.path("endedAt"))).field("Attempt", "attempt")
            .field("Error", "error").field("Created", "createdAt").field("By", "createdBy");
    }

    /** Which run. */
    static final class Which {
        @Parameters(index = "0", paramLabel = "BUILD", description = "The code build.")
        private String name;

        @Parameters(index = "1", paramLabel = "RUN", description = "The run's number.")
        private int number;
    }

    @Command(name = "run-show", description = "Shows a run with its stages.")
    static final class Show extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.codeBuilds().getRun(which.name, which.number).json(), details());
        }
    }

    @Command(name = "cancel", description = "Ends a run.")
    static final class Cancel extends ChangeCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(EngineApi engine) {
            done("run " + which.number + " of " + which.name + " is being ended",
                engine.codeBuilds().cancelRun(which.name, which.number));
        }
    }
}
