package io.leengine.cli.engine;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.context.Contexts;
import io.leengine.cli.demo.Cells;
import io.leengine.cli.demo.Demo;
import io.leengine.cli.demo.KubernetesCells;
import io.leengine.cli.demo.LocalCells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** As typed. */
    enum Kind {
        local, k8s
    }

    @Override
    public Integer call() throws Exception {
        if (cells != Kind.k8s && !kubeconfigs.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "--kubeconfig is for Kubernetes cells.", "Add --cells k8s.");
        }
        LocalEngine engine = options.engine();
        boolean terminal = System.console() != null && System.console().isTerminal();
        Cells where = cells == Kind.k8s ? new KubernetesCells(LocalEngine.home(), engine.data().resolve("demo"), kubeconfigs)
            : new LocalCells();
        return new Demo(engine, where, System.out, terminal).run(options.startOptions(), exit,
            () -> new LocalLogIn(engine, Contexts.ofUser()).logIn());
    }
}
