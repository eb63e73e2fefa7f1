package io.leengine.cli.engine;

import io.leengine.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the engine. */
@Command(name = "down", mixinStandardHelpOptions = true,
    description = "Stops the engine on this machine. Instances go on; the next 'up' finds them.")
public final class DownCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions options = new EngineOptions();

    @Override
    public Integer call() throws InterruptedException {
        System.out.println(options.engine().stop() ? "leengine: stopped; instances, if there are any, go on running"
            : "leengine: it was not up");
        return ExitCode.OK;
    }
}
