package io.leengine.cli.engine;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.demo.Cells;
import io.leengine.cli.demo.Demo;
import io.leengine.cli.demo.EmbeddedGroup;
import io.leengine.cli.demo.Group;
import io.leengine.cli.demo.KubernetesCells;
import io.leengine.cli.demo.LocalCells;
import io.leengine.cli.demo.NginxGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the main job. */
@Command(name = "demo", mixinStandardHelpOptions = true,
    description = "Does the main job on a sample application while requests run, and shows each step.")
public final class DemoCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions options = new EngineOptions();

    @Option(names = "--exit", description = "Takes everything away and stops the engine at the end.")
    private boolean exit;

    @Option(names = "--cells", paramLabel = "KIND", description = "Which cells it deploys to: local, sandboxes on this machine "
        + "(the default), or k8s, two Kubernetes clusters.")
    private Kind cells = Kind.local;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "With --cells k8s, twice: the clusters to use, prepared "
        + "as the how-to 'Add a Kubernetes cell' says. Without it two throwaway clusters are started, which takes root.")
    private List<Path> kubeconfigs = new ArrayList<>();

    @Option(names = "--lb", paramLabel = "KIND", description = "What serves it: embedded, the load balancer in the engine (the "
        + "default), or nginx, a group of two nginx hosts that are started on this machine, with an etcd.")
    private Balancer balancer = Balancer.embedded;

    @Option(names = "--agent", paramLabel = "DIR", description = "With --lb nginx: the unpacked distribution of the agent "
        + "(default: leengine-agent beside this distribution).")
    private Optional<Path> agent = Optional.empty();

    /** As typed. */
    enum Balancer {
        embedded, nginx
    }

    /** As typed. */
    enum Kind {
        local, k8s
    }

    @Override
    public Integer call() throws Exception {
        if (cells != Kind.k8s && !kubeconfigs.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "--kubeconfig is for Kubernetes cells.", "Add --cells k8s.");
        }
        if (balancer != Balancer.nginx && agent.isPresent()) {
            throw new CommandException(ExitCode.USAGE, "--agent is for nginx hosts.", "Add --lb nginx.");
        }
        LocalEngine engine = options.engine();
        boolean terminal = System.console() != null && System.console().isTerminal();
        Path data = engine.data().resolve("demo");
        Cells where = cells == Kind.k8s ? new KubernetesCells(LocalEngine.home(), data, kubeconfigs) : new LocalCells();
        Group group = balancer == Balancer.nginx
            ? new NginxGroup(agent.orElseGet(DemoCommand::besideThis).toAbsolutePath(), data) : new EmbeddedGroup();
        return new Demo(engine, where, group, System.out, terminal).run(options.startOptions(), exit,
            () -> new LocalLogIn(engine, Contexts.ofUser()).logIn());
    }

    /** Where the build leaves it, or whoever unpacks both archives into one folder. */
    private static Path besideThis() {
        Path home = LocalEngine.home().toAbsolutePath().normalize();
        Path sameVersion = home.resolveSibling(home.getFileName().toString().replaceFirst("^leengine-[a-z0-9.-]*?(?=-[0-9]|$)",
            "leengine-agent"));
        return Files.isDirectory(sameVersion) ? sameVersion : home.resolveSibling("leengine-agent");
    }
}
