package io.leengine.cli.platform;

import io.leengine.cli.output.Columns;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;

/** Bundles. */
@Command(name = "bundles", description = "Lists the bundles of the engine; for administrators.")
public final class BundlesCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/bundles";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("ID", "id").field("NAME", "name").field("VERSION", "version").field("STATE", "state")
            .field("MISSING", "missing").named(bundle -> bundle.path("name").asString());
    }
}
