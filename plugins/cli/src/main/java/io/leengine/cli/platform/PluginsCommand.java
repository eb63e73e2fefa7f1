package io.leengine.cli.platform;

import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;

/** Plugins. */
@Command(name = "plugins", description = "Lists plugins with the settings they take; for administrators.")
public final class PluginsCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/plugins";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("ID", "id").field("SEAM", "seam").field("BUNDLE", "bundle").field("VERSION", "version")
            .value("SETTINGS", plugin -> String.join(",", plugin.path("settings").valueStream()
                .map(setting -> Values.text(setting.path("name"))).toList()));
    }
}
