package io.leengine.cli.apps;

import io.leengine.cli.session.Body;
import io.leengine.cli.values.Cpu;
import io.leengine.cli.values.EnvironmentFile;
import io.leengine.cli.values.Memory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How instances of a version are run; what is not given is as in the version before. */
final class RunOptions {
    @Option(names = {"-e", "--env"}, paramLabel = "NAME=VALUE", description = "Sets a variable; the others stay.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Sets the variables in a file.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--unset-env", paramLabel = "NAME", description = "Takes a variable away.")
    private List<String> unset = new ArrayList<>();

    @Option(names = "--arg", paramLabel = "WORD", description = "The command, a word each time, instead of the image's.")
    private List<String> command = new ArrayList<>();

    @Option(names = "--port", paramLabel = "PORT", description = "Where it listens; 0 lets the cell choose and say so in "
        + "the variable PORT.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--cpu", paramLabel = "AMOUNT", description = "Processors for an instance, for example 500m or 2.")
    private Optional<Cpu> cpu = Optional.empty();

    @Option(names = "--memory", paramLabel = "AMOUNT", description = "Memory for an instance, for example 256Mi.")
    private Optional<Memory> memory = Optional.empty();

    @Option(names = "--health-path", paramLabel = "PATH", description = "What is asked to tell whether it is ready.")
    private Optional<String> healthPath = Optional.empty();

    @Option(names = "--start-limit", paramLabel = "TIME", description = "How long it may take to be ready first.")
    private Optional<Duration> startLimit = Optional.empty();

    @Option(names = "--grace", paramLabel = "TIME", description = "Between being asked to stop and being killed.")
    private Optional<Duration> grace = Optional.empty();

    boolean changesEnvironment() {
        return !variables.isEmpty() || !files.isEmpty() || !unset.isEmpty();
    }

    /**
     * Returns the settings to send.
     *
     * @param form how the next version would be run if nothing were said
     */
    Map<String, Object> settings(JsonNode form) {
        Body check = new Body().with("path", healthPath).with("startLimitMillis", startLimit.map(Duration::toMillis));
        Body settings = new Body().with("command", command).with("port", port).with("cpuMillis", cpu.map(Cpu::millis))
            .with("memoryBytes", memory.map(Memory::bytes)).with("healthCheck", check.fields())
            .with("graceSeconds", grace.map(Duration::toSeconds));
        if (changesEnvironment()) {
            settings.with("environment", (Object) environment(form.path("settings").path("environment")));
        }
        return settings.fields();
    }

    /** The API takes all variables or none. */
    private Map<String, String> environment(JsonNode before) {
        Map<String, String> all = new TreeMap<>();
        before.properties().forEach(each -> all.put(each.getKey(), each.getValue().asString()));
        files.forEach(file -> all.putAll(EnvironmentFile.read(file)));
        all.putAll(variables);
        unset.forEach(all::remove);
        return all;
    }
}
