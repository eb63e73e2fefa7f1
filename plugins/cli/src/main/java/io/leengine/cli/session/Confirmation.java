package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import picocli.CommandLine.Option;

/** The question before something is deleted. */
public final class Confirmation {
    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    private boolean yes;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public Confirmation(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns if it is wanted, and ends the command otherwise. */
    public void require(String kind, String name) {
        if (yes) {
            return;
        }
        if (!surroundings.terminal().interactive()) {
            throw new CommandException(ExitCode.USAGE, "Nothing was deleted: there is nobody to ask about the " + kind
                + " '" + name + "'.", "Say --yes if it shall go.");
        }
        String typed = surroundings.terminal().line("This deletes the " + kind + " '" + name
            + "'. Type its name to go on: ").orElse("");
        if (!typed.strip().equals(name)) {
            throw new CommandException(ExitCode.FAILED, "Nothing was deleted: that is not '" + name + "'.", "");
        }
    }
}
