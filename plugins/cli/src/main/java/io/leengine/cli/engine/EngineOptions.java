package io.leengine.cli.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that is about the engine on this machine. */
final class EngineOptions {
    @Option(names = "--data", paramLabel = "DIR", description = "Data folder (default: .leengine in your home).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--address", paramLabel = "ADDRESS", description = "Where the API and the registry listen "
        + "(default: 127.0.0.1).")
    private Optional<String> address = Optional.empty();

    @Option(names = "--port", paramLabel = "PORT", description = "Their port (default: 7080).")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--lb-port", paramLabel = "PORT", description = "The load balancer's port (default: 7088).")
    private Optional<Integer> loadBalancerPort = Optional.empty();

    LocalEngine engine() {
        return new LocalEngine(LocalEngine.home(), data.orElseGet(LocalEngine::usualData).toAbsolutePath());
    }

    /** Returns the options to start an engine with. */
    List<String> startOptions() {
        List<String> options = new ArrayList<>();
        address.ifPresent(value -> options.addAll(List.of("--address", value)));
        port.ifPresent(value -> options.addAll(List.of("--port", value.toString())));
        loadBalancerPort.ifPresent(value -> options.addAll(List.of("--lb-port", value.toString())));
        return options;
    }
}
