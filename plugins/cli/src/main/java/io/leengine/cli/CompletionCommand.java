package io.leengine.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands. */
@Command(name = "completion", mixinStandardHelpOptions = true, description = "Prints a script that completes commands: "
    + "'source <(leengine completion bash)'.")
public final class CompletionCommand implements Callable<Integer> {
    /** For which shell; the script tells by itself where it is. */
    enum Shell { bash, zsh }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        CommandLine root = new CommandLine(command.root());
        String script = AutoComplete.bash("leengine", root);
        command.commandLine().getOut().println(script);
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
