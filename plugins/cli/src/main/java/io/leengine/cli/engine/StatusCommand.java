package io.leengine.cli.engine;

import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** Tells how the engine on this machine is. */
@Command(name = "status", mixinStandardHelpOptions = true,
    description = "Tells how the engine on this machine is. Exit code 0 when it is ready and nothing is missing, 6 "
        + "otherwise.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private EngineOptions options = new EngineOptions();

    @Override
    public Integer call() {
        LocalEngine engine = options.engine();
        Optional<ProcessHandle> process = engine.process();
        if (process.isEmpty() || engine.ready().isEmpty()) {
            System.out.println(process.isEmpty() ? "leengine: not up (data " + engine.data() + "); start it: leengine up"
                : "leengine: starting (process " + process.get().pid() + ")");
            return ExitCode.UNAVAILABLE;
        }
        try (ApiClient client = new ApiClient(engine.url(), Optional.empty())) {
            JsonNode health = client.probe("/health").body();
            boolean ready = health.path("ready").asBoolean(false);
            boolean whole = ready && health.path("missing").isEmpty();
            String state = whole ? "ready" : ready ? "ready, and not whole" : "not ready";
            System.out.println("leengine: " + state + " (process " + process.get().pid()
                + ", version " + health.path("version").asString("?") + ", region " + health.path("region").asString("?")
                + ")");
            health.path("missing").forEach(missing -> System.out.println("  " + missing.asString()));
            System.out.println("  API            " + engine.url());
            engine.loadBalancer().ifPresent(each -> System.out.println("  load balancer  http://" + each));
            System.out.println("  data           " + engine.data());
            System.out.println("  log            " + engine.log());
            return whole ? ExitCode.OK : ExitCode.UNAVAILABLE;
        }
    }
}
