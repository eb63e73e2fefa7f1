package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a group of nginx hosts does; a program of the distribution measures it. */
@Command(name = "lb", mixinStandardHelpOptions = true, description = "Measures a group with one nginx host against the same "
    + "nginx that is told by files and reloads, and its Lua path against static upstreams. Starts etcd, nginx and an agent on "
    + "loopback, in a folder of their own; no engine.")
final class LoadBalancerBench implements Callable<Integer> {
    @Option(names = "--domains", paramLabel = "N", split = ",", defaultValue = "100,1000,5000", description = "With how many "
        + "domains new instances are measured, joined by commas; the rest is measured with the most (default: "
        + "${DEFAULT-VALUE}).")
    private List<Integer> domains = List.of();

    @Option(names = "--changes", paramLabel = "N", defaultValue = "100", description = "How many changes of instances (default: "
        + "${DEFAULT-VALUE}).")
    private int changes = 100;

    @Option(names = "--reloads", paramLabel = "N", defaultValue = "30", description = "How many reloads the peer is given, "
        + "which take their time (default: ${DEFAULT-VALUE}).")
    private int reloads = 30;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "15", description = "How often the Lua path and the static one "
        + "are loaded in turn (default: ${DEFAULT-VALUE}).")
    private int rounds = 15;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "3", description = "How long each time (default: "
        + "${DEFAULT-VALUE}).")
    private int seconds = 3;

    @Option(names = "--only", paramLabel = "PART", split = ",", defaultValue = "a,b,c,d,e", description = "Only these: a a new "
        + "instance to its first request; b changes under load; c the Lua path; d memory; e a cold start.")
    private List<String> only = List.of();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    LoadBalancerBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (changes < 1 || reloads < 1 || rounds < 1 || seconds < 1) {
            throw new CommandException(ExitCode.USAGE, "All numbers must be at least 1.", "");
        }
        ProgressLine progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        List<String> table = new LoadBalancerProgram(LocalEngine.home()).run(List.of(
            "--domains", String.join(",", domains.stream().map(String::valueOf).toList()),
            "--changes", String.valueOf(changes), "--reloads", String.valueOf(reloads), "--rounds", String.valueOf(rounds),
            "--seconds", String.valueOf(seconds), "--only", String.join(",", only)), progress::show);
        progress.clear();
        PrintWriter out = command.commandLine().getOut();
        table.forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }
}
