package io.leengine.cli.session;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The question before something is deleted. */
public final class Confirmation {
    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    private boolean yes;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public Confirmation(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns if it is wanted, and ends the command otherwise. */
    public void require(String kind, String name) {
        // Where nothing is deleted, nothing needs a yes.
        if (yes || command.userObject() instanceof ChangeCommand change && change.tries()) {
            return;
        }
        String where = command.userObject() instanceof ApiCommand asks ? " at " + asks.session().where() : "";
        if (!surroundings.terminal().interactive()) {
            throw new CommandException(ExitCode.USAGE, "Nothing was deleted: there is nobody to ask about the " + kind
                + " '" + name + "'.", "Say --yes if it shall go.");
        }
        String typed = surroundings.terminal().line("This deletes the " + kind + " '" + name
            + "'" + where + ". Type its name to go on: ").orElse("");
        if (!typed.strip().equals(name)) {
            throw new CommandException(ExitCode.FAILED, "Nothing was deleted: that is not '" + name + "'.", "");
        }
    }
}
