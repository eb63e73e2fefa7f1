package io.leengine.cli;

import io.leengine.cli.apps.AppsCommand;
import io.leengine.cli.apps.DeployCommand;
import io.leengine.cli.apps.EventsCommand;
import io.leengine.cli.apps.InstanceCommand;
import io.leengine.cli.apps.MetricsCommand;
import io.leengine.cli.apps.RollbackCommand;
import io.leengine.cli.apps.ScaleCommand;
import io.leengine.cli.apps.VersionCommand;
import io.leengine.cli.apps.WeightCommand;
import io.leengine.cli.builds.BuildsCommand;
import io.leengine.cli.domains.CertificatesCommand;
import io.leengine.cli.domains.DomainCommand;
import io.leengine.cli.engine.DemoCommand;
import io.leengine.cli.exec.ExecCommand;
import io.leengine.cli.platform.CellsCommand;
import io.leengine.cli.platform.GroupsCommand;
import io.leengine.cli.platform.RegionsCommand;
import io.leengine.cli.testcell.TestCellCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import picocli.CommandLine;

/** What the distribution is that this command line belongs to; it has the commands for that. */
enum Product {
    /** Everything. */
    PLATFORM("Runs applications from committed code: built, deployed, balanced, watched.", Set.of()),
    /** The registry alone. */
    REGISTRY("Keeps container images, for those whose users, groups and roles say so.", Set.of(DemoCommand.class,
        TestCellCommand.class, AppsCommand.class, DeployCommand.class, VersionCommand.All.class, VersionCommand.class,
        ScaleCommand.class, WeightCommand.class, RollbackCommand.class, InstanceCommand.All.class, InstanceCommand.class,
        DomainCommand.class, ExecCommand.class, EventsCommand.class, MetricsCommand.class, BuildsCommand.class,
        CellsCommand.class, GroupsCommand.class, CertificatesCommand.class, RegionsCommand.class));

    private final String description;
    private final Set<Class<?>> without;

    Product(String description, Set<Class<?>> without) {
        this.description = description;
        this.without = without;
    }

    /**
     * Returns what the settings of a distribution say.
     *
     * @param home its folder; empty when the command line belongs to none
     */
    static Product of(Optional<Path> home) {
        Optional<Path> file = home.map(folder -> folder.resolve("conf/leengine.properties")).filter(Files::isReadable);
        if (file.isEmpty()) {
            return PLATFORM;
        }
        Properties settings = new Properties();
        try (InputStream in = Files.newInputStream(file.get())) {
            settings.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(ExitCode.FAILED, file.get() + " cannot be read: " + e.getMessage() + ".",
                "Unpack the distribution again.", e);
        }
        return "registry".equals(settings.getProperty("leengine.product", "").strip()) ? REGISTRY : PLATFORM;
    }

    /** Takes out of a command line what this product does not have, and says what it is. */
    void shape(CommandLine commandLine) {
        List<String> out = commandLine.getSubcommands().entrySet().stream()
            .filter(each -> without.contains(each.getValue().getCommandSpec().userObject().getClass()))
            .map(Map.Entry::getKey).toList();
        out.forEach(commandLine.getCommandSpec()::removeSubcommand);
        commandLine.getCommandSpec().usageMessage().description(description);
    }
}
