package io.leengine.cli.apps;

import io.leengine.cli.client.NewHealthCheck;
import io.leengine.cli.client.NewSettings;
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
import java.util.function.Supplier;
import picocli.CommandLine.Option;

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

    @Option(names = "--restart-after", paramLabel = "N", description = "How many failed health checks in a row have an "
        + "instance restarted that has been ready; 0 for never.")
    private Optional<Integer> restartAfter = Optional.empty();

    @Option(names = "--start-limit", paramLabel = "TIME", description = "How long it may take to be ready first.")
    private Optional<Duration> startLimit = Optional.empty();

    @Option(names = "--grace", paramLabel = "TIME", description = "Between being asked to stop and being killed.")
    private Optional<Duration> grace = Optional.empty();

    /**
     * Returns the settings to send, if anything is said.
     *
     * @param before reads the variables that the next version would have if nothing were said
     */
    Optional<NewSettings> settings(Supplier<Map<String, String>> before) {
        NewHealthCheck check = NewHealthCheck.of().withPath(healthPath)
            .withStartLimitMillis(startLimit.map(Duration::toMillis)).withRestartAfter(restartAfter);
        boolean variable = !variables.isEmpty() || !files.isEmpty() || !unset.isEmpty();
        NewSettings settings = NewSettings.of().withCommand(Optional.of(command).filter(words -> !words.isEmpty()))
            .withEnvironment(variable ? Optional.of(environment(before.get())) : Optional.empty()).withPort(port)
            .withCpuMillis(cpu.map(Cpu::millis)).withMemoryBytes(memory.map(Memory::bytes))
            .withHealthCheck(Optional.of(check).filter(said -> !said.equals(NewHealthCheck.of())))
            .withGraceSeconds(grace.map(Duration::toSeconds));
        return Optional.of(settings).filter(said -> !said.equals(NewSettings.of()));
    }

    /** The API takes all variables or none. */
    private Map<String, String> environment(Map<String, String> before) {
        Map<String, String> all = new TreeMap<>(before);
        files.forEach(file -> all.putAll(EnvironmentFile.read(file)));
        all.putAll(variables);
        unset.forEach(all::remove);
        return all;
    }
}
