package io.leengine.cli.apps;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.Confirmation;
import io.leengine.cli.session.ListCommand;
import io.leengine.cli.session.Query;
import io.leengine.cli.session.ReadCommand;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Single versions. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Single versions of an application.",
    subcommands = {VersionCommand.Show.class, VersionCommand.Delete.class})
public final class VersionCommand {
    /** All of them. */
    @Command(name = "versions", description = "Lists the versions of an application, deleted ones included.")
    public static final class All extends ListCommand {
        @Parameters(paramLabel = "APP", description = "The application.")
        private String application;

        @Override
        protected Query query() {
            return Query.of(Paths.application(application) + "/versions");
        }

        @Override
        protected Columns columns() {
            return Shown.version();
        }
    }

    @Command(name = "show", description = "Shows a version.")
    static final class Show extends ReadCommand {
        @Parameters(index = "0", paramLabel = "APP", description = "The application.")
        private String application;

        @Parameters(index = "1", paramLabel = "VERSION", description = "For example v2.")
        private String version;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.versions().getVersion(application, version).json(), Shown.versionDetails());
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Deletes a version that has no traffic.")
    static final class Delete extends ChangeCommand {
        @Parameters(index = "0", paramLabel = "APP", description = "The application.")
        private String application;

        @Parameters(index = "1", paramLabel = "VERSION", description = "For example v2.")
        private String version;

        @Mixin
        private Confirmation confirmation;

        @Override
        protected void run(EngineApi engine) {
            engine.versions().getVersion(application, version);
            confirmation.require("version", version);
            done("version " + version + " of " + application + " deleted",
                engine.versions().deleteVersion(application, version, Optional.empty()));
        }
    }
}
