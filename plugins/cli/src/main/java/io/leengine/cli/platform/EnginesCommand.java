package io.leengine.cli.platform;

import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;

/** The engines side by side on one database. */
@Command(name = "engines", description = "Lists the engines on the platform's database, and how much each does.")
public final class EnginesCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/engines";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("NAME", "name").age("AGE", "since")
            .value("SHARE", engine -> engine.path("sharePercent").asInt() + " %")
            .value("ANSWERS", engine -> engine.path("self").asBoolean() ? "this one" : "")
            .value("ID", engine -> Values.text(engine.path("id")));
    }
}
