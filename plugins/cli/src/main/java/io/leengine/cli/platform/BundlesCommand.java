package io.leengine.cli.platform;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Bundles. */
@Command(name = "bundles", aliases = "bundle", description = "Bundles of the engine: without more, lists them; for "
    + "administrators.", subcommands = BundlesCommand.Show.class)
public final class BundlesCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/bundles";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("ID", "id").field("NAME", "name").field("VERSION", "version").field("STATE", "state")
            .field("INSTALLED", "installed").value("SERVES", bundle -> all(bundle, "serves", ","))
            .value("PROBLEMS", bundle -> all(bundle, "problems", " ")).named(bundle -> bundle.path("name").asString());
    }

    private static String all(JsonNode bundle, String field, String between) {
        return bundle.path(field).valueStream().map(Values::text).collect(Collectors.joining(between));
    }

    @Command(name = "show", description = "Shows a bundle: what it serves, what it is wired to, what it lacks.")
    static final class Show extends ReadCommand {
        @Parameters(paramLabel = "BUNDLE", description = "Its symbolic name.")
        private String name;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.bundlesAndSwaps().getBundle(name).json(), new Columns().field("Name", "name")
                .field("Version", "version").field("State", "state").field("Installed", "installed")
                .field("Digest", "digest").value("Serves", bundle -> all(bundle, "serves", "\n"))
                .value("Wired to", bundle -> all(bundle, "wiredTo", "\n"))
                .value("Needed by", bundle -> all(bundle, "neededBy", "\n"))
                .value("Problems", bundle -> all(bundle, "problems", "\n")));
        }
    }
}
