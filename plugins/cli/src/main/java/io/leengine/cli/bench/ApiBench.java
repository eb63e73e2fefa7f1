package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast applications are listed. */
@Command(name = "api", mixinStandardHelpOptions = true, description = "Makes many applications and lists pages of them at "
    + "random with many clients: as fast as possible, then at a pace.")
final class ApiBench implements Callable<Integer> {
    private static final int REPORTS = 5;
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final double P99 = 0.99;

    @Option(names = "--applications", paramLabel = "N", defaultValue = "10000", description = "How many applications "
        + "(default: ${DEFAULT-VALUE}).")
    private int applications = 10_000;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "50", description = "How many clients (default: "
        + "${DEFAULT-VALUE}).")
    private int clients = 50;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "How long for each way (default: "
        + "${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "10", description = "Seconds that do not count, before "
        + "(default: ${DEFAULT-VALUE}).")
    private int warmUp = 10;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "10", description = "Requests a second of each client at the "
        + "pace (default: ${DEFAULT-VALUE}).")
    private double rate = 10;

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;

    ApiBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (applications < 1 || clients < 1 || seconds < 1 || warmUp < 0 || rate <= 0) {
            throw new CommandException(ExitCode.USAGE, "All numbers must be at least 1; --warm-up may be 0.", "");
        }
        ProgressLine progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        try (BenchEngine engine = new BenchEngine(List.of())) {
            progress.show("bench: starting an engine");
            engine.start();
            String token = engine.logIn();
            long began = System.nanoTime();
            try (ApiClient api = new ApiClient(engine.url(), Optional.of(token))) {
                ManyApplications many = new ManyApplications(api);
                int step = surroundings.terminal().interactive() ? 1 : Math.max(1, applications / REPORTS);
                many.create(applications, done -> progress.show("bench: " + done / step * step + " of " + applications
                    + " applications"));
                double took = (System.nanoTime() - began) / 1e9;
                try (Clients all = new Clients(clients, many.pages(), token)) {
                    Table table = measure(all, progress);
                    progress.clear();
                    PrintWriter out = command.commandLine().getOut();
                    out.printf(Locale.ROOT, "%d applications, created in %.1f s (%.0f a second); %d clients list pages of "
                        + "50%n", applications, took, applications / took, clients);
                    table.print(out);
                }
            }
            engine.stop();
        }
        return ExitCode.OK;
    }

    private Table measure(Clients all, ProgressLine progress) throws InterruptedException {
        Table table = new Table("MODE", "REQUESTS", "REQUESTS/S", "P50", "P90", "P99", "MAX", "ERRORS");
        if (warmUp > 0) {
            progress.show("bench: warming up for " + warmUp + " s");
            all.asFastAsPossible(Duration.ofSeconds(warmUp));
        }
        progress.show("bench: as fast as possible for " + seconds + " s");
        row(table, "as fast as possible", all.asFastAsPossible(Duration.ofSeconds(seconds)));
        progress.show("bench: at a pace for " + seconds + " s");
        row(table, String.format(Locale.ROOT, "%.0f requests/s paced", clients * rate),
            all.paced(Duration.ofSeconds(seconds), rate));
        return table;
    }

    private void row(Table table, String mode, Measurement measured) {
        Figures figures = new Figures(measured.nanos());
        table.row(mode, String.valueOf(figures.count()),
            String.format(Locale.ROOT, "%.0f", figures.count() / (double) seconds), figures.text(MEDIAN),
            figures.text(P90), figures.text(P99), figures.text(1), String.valueOf(measured.errors()));
    }
}
