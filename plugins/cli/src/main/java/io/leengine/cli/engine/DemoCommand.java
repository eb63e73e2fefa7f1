package io.leengine.cli.engine;

import io.leengine.cli.context.Contexts;
import io.leengine.cli.demo.Demo;
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

    @Override
    public Integer call() throws Exception {
        LocalEngine engine = options.engine();
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Demo(engine, System.out, terminal).run(options.startOptions(), exit,
            () -> new LocalLogIn(engine, Contexts.ofUser()).logIn());
    }
}
