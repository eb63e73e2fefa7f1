package io.leengine.cli.completion;

import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands. */
@Command(name = "completion", mixinStandardHelpOptions = true, description = "Prints a script that completes commands, "
    + "options and names. bash: 'source <(leengine completion bash)' in ~/.bashrc; zsh: the same with zsh in ~/.zshrc; "
    + "fish: 'leengine completion fish | source' in its config.fish.")
public final class CompletionCommand implements Callable<Integer> {
    /** For which shell. */
    enum Shell { bash, zsh, fish }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        try (InputStream script = CompletionCommand.class.getResourceAsStream("leengine." + shell)) {
            command.commandLine().getOut().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
