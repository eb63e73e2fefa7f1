package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How long a start takes. */
@Command(name = "start", mixinStandardHelpOptions = true, description = "Starts engines one after another: from the start of "
    + "the process to the first HTTP answer, and to being ready. With and without the archive of loaded classes in turn.")
final class StartBench implements Callable<Integer> {
    private static final List<String> WITHOUT_ARCHIVE = List.of("-XX:AOTMode=off");
    private static final double MEDIAN = 0.5;

    @Option(names = {"-n", "--runs"}, paramLabel = "N", defaultValue = "10", description = "How many restarts (default: "
        + "${DEFAULT-VALUE}).")
    private int runs = 10;

    @Option(names = "--no-compare", description = "Only as the distribution starts.")
    private boolean alone;

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    StartBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One way to start, and what it took. */
    private static final class Way {
        private final String name;
        private final BenchEngine engine;
        private final List<BenchEngine.Start> first = new ArrayList<>();
        private final List<BenchEngine.Start> again = new ArrayList<>();

        Way(String name, BenchEngine engine) {
            this.name = name;
            this.engine = engine;
        }

        void run(List<BenchEngine.Start> into) throws InterruptedException {
            into.add(engine.start());
            engine.stop();
        }

        Table row(Table table, String start, List<BenchEngine.Start> starts) {
            Figures answer = Figures.of(starts.stream().map(BenchEngine.Start::answer).toList());
            Figures ready = Figures.of(starts.stream().map(BenchEngine.Start::ready).toList());
            return table.row(start, name, String.valueOf(answer.count()), answer.text(0), answer.text(MEDIAN),
                answer.text(1), ready.text(0), ready.text(MEDIAN), ready.text(1));
        }

        double median(boolean toAnswer) {
            return Figures.of(again.stream().map(toAnswer ? BenchEngine.Start::answer : BenchEngine.Start::ready)
                .toList()).millis(MEDIAN);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (runs < 1) {
            throw new CommandException(ExitCode.USAGE, "--runs must be at least 1.", "");
        }
        boolean archive = Files.isReadable(LocalEngine.home().resolve("cache/engine.aot"));
        try (BenchEngine usual = new BenchEngine(List.of()); BenchEngine bare = new BenchEngine(WITHOUT_ARCHIVE)) {
            List<Way> ways = new ArrayList<>(List.of(new Way(archive ? "with archive" : "no archive made", usual)));
            if (archive && !alone) {
                ways.add(new Way("without archive", bare));
            }
            measure(ways);
            report(ways);
        }
        return ExitCode.OK;
    }

    private void measure(List<Way> ways) throws InterruptedException {
        ProgressLine progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        for (int i = 0; i <= runs; i++) {
            for (Way way : ways) {
                progress.show("bench: start " + i + " of " + runs + " " + way.name);
                way.run(i == 0 ? way.first : way.again);
            }
        }
        progress.clear();
    }

    private void report(List<Way> ways) {
        Table table = new Table("START", "ENGINE", "RUNS", "ANSWER MIN", "MEDIAN", "MAX", "READY MIN", "MEDIAN", "MAX");
        ways.forEach(way -> way.row(table, "empty folder", way.first));
        ways.forEach(way -> way.row(table, "restart", way.again));
        if (ways.size() > 1) {
            Way with = ways.getFirst();
            Way without = ways.getLast();
            table.row("restart", "with / without", "", "", ratio(with.median(true) / without.median(true)), "", "",
                ratio(with.median(false) / without.median(false)), "");
        }
        table.print(command.commandLine().getOut());
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
