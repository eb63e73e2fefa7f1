package io.leengine.cli.engine;

import io.leengine.cli.ExitCode;
import io.leengine.cli.output.ProgressLine;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the engine. */
@Command(name = "up", mixinStandardHelpOptions = true,
    description = "Starts the engine on this machine, or says that it is up.")
public final class UpCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions options = new EngineOptions();

    @Option(names = "--console", description = "Stays in this terminal until the engine ends: with its log, and in a "
        + "distribution that has one (debug) with a shell.")
    private boolean console;

    @Override
    public Integer call() throws InterruptedException {
        LocalEngine engine = options.engine();
        if (console) {
            return engine.runHere(options.startOptions());
        }
        PrintStream out = System.out;
        long began = System.nanoTime();
        if (engine.process().isEmpty()) {
            ProgressLine progress = new ProgressLine(System.err);
            List<String> missing = engine.start(options.startOptions(),
                waits -> progress.show("leengine: starting, waits for " + waits));
            progress.clear();
            out.printf("leengine: up in %.1f s%s%n", (System.nanoTime() - began) / 1e9,
                missing.isEmpty() ? "" : ", and not whole: what needs the following is refused until it is there");
            missing.forEach(each -> out.println("  missing        " + each));
        } else {
            out.println("leengine: it is up already");
        }
        out.println("  API            " + engine.url() + "/api/v1   (to read: " + engine.url() + "/api/v1/docs)");
        out.println("  registry       " + engine.url().getAuthority());
        engine.loadBalancer().ifPresent(each -> out.println("  load balancer  http://" + each));
        out.println("  administrator  admin, password in " + engine.passwordFile());
        out.println("  data           " + engine.data());
        out.println("  log            " + engine.log());
        out.println("  next           leengine login --url " + engine.url() + " --user admin --password-file "
            + engine.passwordFile());
        return ExitCode.OK;
    }
}
