package io.leengine.agent;

import io.leengine.launcher.Logging;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code leengine-agent}. */
@Command(name = "leengine-agent", mixinStandardHelpOptions = true, description = "Makes this machine's nginx one of a "
    + "load-balancer group's hosts.", subcommands = {CheckCommand.class, JoinCommand.class, RunCommand.class, StatusCommand.class,
        UpdateCommand.class, LeaveCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:All went well.", "1:Something failed.", "2:Used wrongly, or a value was refused.",
        "6:What it needs does not answer.", "130:Ended by an interrupt (Ctrl-C)."})
public final class Main {
    private static final int INTERRUPTED = 130;

    private Main() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Logging.claim();
        CommandLine commandLine = new CommandLine(new Main());
        // Before what is printed becomes log lines.
        commandLine.setOut(new PrintWriter(System.out, true)).setErr(new PrintWriter(System.err, true));
        commandLine.setParameterExceptionHandler((wrong, given) -> correct(wrong));
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command));
        System.exit(commandLine.execute(arguments));
    }

    private static int correct(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("leengine-agent: " + wrong.getMessage().replaceFirst("^Error: ", ""));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("  See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return AgentException.USAGE;
    }

    private static int explain(Exception exception, CommandLine command) throws Exception {
        PrintWriter err = command.getErr();
        int exitCode = switch (exception) {
            case AgentException known -> {
                err.println("leengine-agent: " + known.getMessage());
                if (!known.nextStep().isEmpty()) {
                    err.println("  " + known.nextStep());
                }
                yield known.exitCode();
            }
            case InterruptedException _ -> INTERRUPTED;
            default -> throw exception;
        };
        err.flush();
        return exitCode;
    }
}
