package io.leengine.cli.platform;

import io.leengine.cli.output.Columns;
import io.leengine.cli.session.SearchCommand;
import picocli.CommandLine.Command;

/** Regions. */
@Command(name = "regions", description = "Lists regions: the one the engine serves.")
public final class RegionsCommand extends SearchCommand {
    @Override
    protected String path() {
        return "/regions";
    }

    @Override
    protected Columns columns() {
        return new Columns().field("NAME", "name").field("CELLS", "cells").field("GROUPS", "groups");
    }
}
