package io.leengine.cli.completion;

import io.leengine.cli.ExitCode;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the scripts ask: prints candidates for the last word, one a line. Never fails, and is never seen. */
@Command(name = "__complete", hidden = true, description = "Answers the scripts of 'leengine completion'.")
public final class CompleteCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SHELL", description = "Who asks.")
    private CompletionCommand.Shell shell;

    @Parameters(index = "1..*", paramLabel = "WORD", description = "bash: the line up to the cursor; else its words.")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    /** In some surroundings. */
    public CompleteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        try {
            boolean bash = shell == CompletionCommand.Shell.bash;
            List<String> typed = bash ? ShellLine.words(words.isEmpty() ? "" : words.getFirst()) : words;
            Completion completion = new Completion(command.root(), typed, new Names(surroundings));
            for (Completion.Candidate candidate : completion.candidates()) {
                out.println(switch (shell) {
                    case bash -> ShellLine.pieceToReplace(completion.word(), candidate.text());
                    case zsh, fish -> candidate.text() + (candidate.description().isEmpty() ? ""
                        : "\t" + candidate.description());
                });
            }
        // catches all: somebody is in the middle of typing, and whatever is wrong is told when the command is run
        } catch (RuntimeException e) {
            out.flush();
        }
        out.flush();
        return ExitCode.OK;
    }
}
