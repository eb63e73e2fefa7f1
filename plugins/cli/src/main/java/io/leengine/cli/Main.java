package io.leengine.cli;

import io.leengine.cli.account.AccountCommand;
import io.leengine.cli.account.ContextCommand;
import io.leengine.cli.account.DeployTokenCommand;
import io.leengine.cli.account.LoginCommand;
import io.leengine.cli.account.LogoutCommand;
import io.leengine.cli.account.ProvidersCommand;
import io.leengine.cli.account.SessionCommand;
import io.leengine.cli.account.TokenCommand;
import io.leengine.cli.account.UserCommand;
import io.leengine.cli.account.WhoamiCommand;
import io.leengine.cli.apps.AppsCommand;
import io.leengine.cli.apps.DeployCommand;
import io.leengine.cli.apps.EventsCommand;
import io.leengine.cli.apps.InstanceCommand;
import io.leengine.cli.apps.MetricsCommand;
import io.leengine.cli.apps.RollbackCommand;
import io.leengine.cli.apps.ScaleCommand;
import io.leengine.cli.apps.VersionCommand;
import io.leengine.cli.apps.WeightCommand;
import io.leengine.cli.bench.BenchCommand;
import io.leengine.cli.builds.BuildsCommand;
import io.leengine.cli.completion.CompleteCommand;
import io.leengine.cli.completion.CompletionCommand;
import io.leengine.cli.distro.DistroCommand;
import io.leengine.cli.doctor.DoctorCommand;
import io.leengine.cli.domains.CertificatesCommand;
import io.leengine.cli.domains.DomainCommand;
import io.leengine.cli.engine.DemoCommand;
import io.leengine.cli.engine.DownCommand;
import io.leengine.cli.engine.StatusCommand;
import io.leengine.cli.engine.UpCommand;
import io.leengine.cli.exec.ExecCommand;
import io.leengine.cli.http.ApiException;
import io.leengine.cli.images.ImageGroupsCommand;
import io.leengine.cli.images.ImagesCommand;
import io.leengine.cli.logs.LogsCommand;
import io.leengine.cli.members.MembersCommand;
import io.leengine.cli.platform.ActivityCommand;
import io.leengine.cli.platform.BundlesCommand;
import io.leengine.cli.platform.CellsCommand;
import io.leengine.cli.platform.EnginesCommand;
import io.leengine.cli.platform.GroupsCommand;
import io.leengine.cli.platform.HealthCommand;
import io.leengine.cli.platform.OperationsCommand;
import io.leengine.cli.platform.PartsCommand;
import io.leengine.cli.platform.PluginsCommand;
import io.leengine.cli.platform.QuotasCommand;
import io.leengine.cli.platform.RegionsCommand;
import io.leengine.cli.platform.RegistryCommand;
import io.leengine.cli.platform.SigningKeysCommand;
import io.leengine.cli.platform.StatisticsCommand;
import io.leengine.cli.session.Surroundings;
import io.leengine.cli.testcell.TestCellCommand;
import io.leengine.cli.values.Cpu;
import io.leengine.cli.values.Lengths;
import io.leengine.cli.values.Memory;
import io.leengine.cli.values.Moment;
import io.leengine.cli.values.Since;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code leengine}. */
@Command(name = "leengine", mixinStandardHelpOptions = true, versionProvider = ProductVersion.class,
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, LogsCommand.class, DemoCommand.class,
        TestCellCommand.class,
        LoginCommand.class, LogoutCommand.class, WhoamiCommand.class, ContextCommand.class, TokenCommand.class,
        DeployTokenCommand.class, SessionCommand.class, AccountCommand.class, UserCommand.class,
        ProvidersCommand.class, AppsCommand.class, DeployCommand.class, VersionCommand.All.class, VersionCommand.class,
        ScaleCommand.class, WeightCommand.class, RollbackCommand.class, InstanceCommand.All.class,
        InstanceCommand.class, DomainCommand.class,
        ExecCommand.class, EventsCommand.class, MetricsCommand.class, ImagesCommand.class,
        ImageGroupsCommand.class, RegistryCommand.class,
        BuildsCommand.class, MembersCommand.class, EnginesCommand.class,
        CellsCommand.class, GroupsCommand.class, CertificatesCommand.class,
        SigningKeysCommand.class, PartsCommand.class, PluginsCommand.class, BundlesCommand.class,
        RegionsCommand.class, QuotasCommand.class, StatisticsCommand.class, ActivityCommand.class,
        OperationsCommand.class, HealthCommand.class, DoctorCommand.class, DistroCommand.class, BenchCommand.class,
        CompletionCommand.class, CompleteCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:All went well.", "1:Something failed.", "2:Used wrongly, or a value was refused.",
        "3:There is no such thing.", "4:Not logged in, or not allowed.",
        "5:The present state does not allow it, or somebody else was first.",
        "6:The engine, or what it needs, does not answer.", "130:Ended by an interrupt (Ctrl-C)."})
public final class Main {
    private Main() {
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // The demo and the benches name a domain that need not resolve here.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        System.exit(commandLine(Surroundings.ofProcess(), Product.of(home())).execute(arguments));
    }

    private static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty("leengine.home")).filter(named -> !named.isEmpty()).map(Path::of);
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return commandLine(surroundings, Product.PLATFORM);
    }

    static CommandLine commandLine(Surroundings surroundings, Product product) {
        CommandLine commandLine = new CommandLine(new Main(), new Factory(surroundings));
        product.shape(commandLine);
        commandLine.registerConverter(Duration.class, Lengths::parse);
        commandLine.registerConverter(Moment.class, Moment::parse);
        commandLine.registerConverter(Since.class, Since::parse);
        commandLine.registerConverter(Cpu.class, Cpu::parse);
        commandLine.registerConverter(Memory.class, Memory::parse);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setColorScheme(Help.defaultColorScheme(surroundings.terminal().interactive() ? Help.Ansi.AUTO
            : Help.Ansi.OFF));
        commandLine.setParameterExceptionHandler((wrong, arguments) -> correct(wrong));
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> explain(exception, command));
        return commandLine;
    }

    private static int correct(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("leengine: " + wrong.getMessage().replaceFirst("^Error: ", ""));
        UnmatchedArgumentException.printSuggestions(wrong, err);
        err.println("  See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int explain(Exception exception, CommandLine command) {
        CommandException known = switch (exception) {
            case ApiException refused -> refused.problem().exception();
            case CommandException ended -> ended;
            case InterruptedException _ -> new CommandException(ExitCode.INTERRUPTED, "Interrupted.", "");
            default -> defect(exception, command);
        };
        PrintWriter err = command.getErr();
        err.println("leengine: " + known.getMessage());
        if (!known.nextStep().isEmpty()) {
            err.println("  " + known.nextStep());
        }
        err.flush();
        return known.exitCode();
    }

    /** A trace is for those who look for the defect; they ask for it. */
    private static CommandException defect(Exception exception, CommandLine command) {
        if (System.getenv("LEENGINE_DEBUG") != null) {
            exception.printStackTrace(command.getErr());
        }
        return new CommandException(ExitCode.FAILED, "The command line has a defect: "
            + exception.getClass().getSimpleName() + (exception.getMessage() == null ? "" : ", "
            + exception.getMessage()) + ".", "Please report it, with what LEENGINE_DEBUG=1 shows.");
    }
}
