package io.leengine.cli.distro;

import picocli.CommandLine.Command;

/** What is done with distributions. */
@Command(name = "distro", mixinStandardHelpOptions = true, description = "Makes distributions.",
    subcommands = ExportCommand.class)
public final class DistroCommand {
}
