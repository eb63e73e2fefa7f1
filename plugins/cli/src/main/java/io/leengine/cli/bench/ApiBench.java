package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast applications are listed and created, on each database. */
@Command(name = "api", mixinStandardHelpOptions = true, description = "Makes many users and applications, lists pages of the "
    + "applications at random and creates more with many clients, each a user of its own: at a fixed rate, whatever the "
    + "answers do, then as fast as possible. Runs on H2, and on PostgreSQL where it is installed. Exit code 1 when a goal is "
    + "missed at the fixed rate.")
final class ApiBench implements Callable<Integer> {
    private static final int REPORTS = 5;
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;
    private static final double P99 = 0.99;
    private static final double LIST_GOAL_MILLIS = 20;
    private static final double CREATE_GOAL_MILLIS = 50;
    private static final double MIB = 1024;

    /** On what. */
    enum On {
        /** Both, as far as they are installed. */
        ALL,
        /** The embedded database. */
        H2,
        /** The database server. */
        POSTGRESQL
    }

    @Option(names = "--applications", paramLabel = "N", defaultValue = "10000", description = "How many applications "
        + "(default: ${DEFAULT-VALUE}).")
    private int applications = 10_000;

    @Option(names = "--users", paramLabel = "N", defaultValue = "1000", description = "How many users (default: "
        + "${DEFAULT-VALUE}).")
    private int users = 1_000;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "50", description = "How many clients, each a user (default: "
        + "${DEFAULT-VALUE}).")
    private int clients = 50;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "20", description = "How long for each way (default: "
        + "${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "30", description = "Seconds that do not count, before "
        + "(default: ${DEFAULT-VALUE}).")
    private int warmUp = 30;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "10", description = "Lists a second of each client at the "
        + "fixed rate (default: ${DEFAULT-VALUE}).")
    private double rate = 10;

    @Option(names = "--create-rate", paramLabel = "N", defaultValue = "1", description = "Creates a second of each client at "
        + "the fixed rate (default: ${DEFAULT-VALUE}).")
    private double createRate = 1;

    @Option(names = "--database", paramLabel = "NAME", defaultValue = "all", description = "h2, postgresql or all (default: "
        + "${DEFAULT-VALUE}).")
    private String database = "all";

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;
    private ProgressLine progress;
    private boolean good = true;

    ApiBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        On on = on();
        if (applications < 1 || clients < 1 || users < clients || seconds < 1 || warmUp < 0 || rate <= 0 || createRate <= 0) {
            throw new CommandException(ExitCode.USAGE, "All numbers must be at least 1, and no fewer users than clients; "
                + "--warm-up may be 0.", "");
        }
        progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        PrintWriter out = command.commandLine().getOut();
        Table table = new Table("DATABASE", "REQUESTS", "RATE", "ANSWERED/S", "P50", "P90", "P99", "MAX", "ERRORS", "RSS", "HEAP",
            "GOAL");
        out.printf(Locale.ROOT, "%d applications, %d users, %d clients; lists are of 50; %d s each, after %d s that do not "
            + "count%n", applications, users, clients, seconds, warmUp);
        if (on != On.POSTGRESQL) {
            try (BenchEngine engine = new BenchEngine(List.of())) {
                measure("H2", engine, table, out);
            }
        }
        if (on != On.H2) {
            onPostgres(on, table, out);
        }
        progress.clear();
        table.print(out);
        out.println("At a fixed rate a time counts from when the request was due. As fast as possible, the clients take "
            + "their share of the same processors.");
        out.flush();
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private On on() {
        try {
            return On.valueOf(database.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "There is no database '" + database + "'; say h2, postgresql or all.",
                "", e);
        }
    }

    private void onPostgres(On on, Table table, PrintWriter out) throws InterruptedException {
        Optional<Path> programs = BenchPostgres.installed();
        if (programs.isPresent()) {
            try (BenchPostgres postgres = new BenchPostgres(programs.get()); BenchEngine engine = new BenchEngine(List.of())) {
                engine.set("leengine.store.url", postgres.url());
                engine.set("leengine.store.user", postgres.user());
                measure("PostgreSQL", engine, table, out);
            }
        } else if (on == On.ALL) {
            out.println("PostgreSQL is not installed here, so only H2 is measured. " + BenchPostgres.INSTALL);
        } else {
            throw new CommandException(ExitCode.FAILED, "PostgreSQL is not installed here.", BenchPostgres.INSTALL);
        }
    }

    private void measure(String name, BenchEngine engine, Table table, PrintWriter out) throws InterruptedException {
        progress.show("bench: starting an engine on " + name);
        engine.start();
        try (ApiClient api = new ApiClient(engine.url(), Optional.of(engine.logIn()))) {
            ManyApplications many = new ManyApplications(api);
            many.users(users, shown(name, users, "users"));
            List<String> tokens = many.tokens(clients);
            long began = System.nanoTime();
            many.create(applications, tokens, shown(name, applications, "applications"));
            double took = (System.nanoTime() - began) / 1e9;
            progress.clear();
            out.printf(Locale.ROOT, "%s: %d applications created in %.1f s, %.0f a second%n", name, applications, took,
                applications / took);
            out.flush();
            progress.show("bench: " + name + ": waiting until the engine has done what that gave it to do");
            long made = System.nanoTime();
            engine.awaitRest();
            progress.clear();
            out.printf(Locale.ROOT, "%s: at rest %.0f s later%n", name, (System.nanoTime() - made) / 1e9);
            out.flush();
            List<URI> pages = many.pages(tokens.getFirst());
            Rows rows = new Rows(name, new JavaMemory(engine.pid()), table);
            try (Clients lists = new Clients(tokens.stream().map(token -> many.lists(pages, token)).toList());
                    Clients creates = new Clients(tokens.stream().map(many::creates).toList())) {
                // Creating was warmed up by the many that were created.
                rows.warmUp(lists);
                rows.paced("list", lists, rate, LIST_GOAL_MILLIS);
                rows.paced("create", creates, createRate, CREATE_GOAL_MILLIS);
                rows.asFastAsPossible("list", lists);
                rows.asFastAsPossible("create", creates);
            }
        }
        engine.stop();
    }

    private IntConsumer shown(String name, int count, String what) {
        int step = surroundings.terminal().interactive() ? 1 : Math.max(1, count / REPORTS);
        return done -> progress.show("bench: " + name + ": " + done / step * step + " of " + count + " " + what);
    }

    /** The rows of one database. */
    private final class Rows {
        private final String name;
        private final JavaMemory memory;
        private final Table table;

        Rows(String name, JavaMemory memory, Table table) {
            this.name = name;
            this.memory = memory;
            this.table = table;
        }

        void warmUp(Clients lists) throws InterruptedException {
            if (warmUp > 0) {
                progress.show("bench: " + name + ": warming up for " + warmUp + " s");
                lists.asFastAsPossible(Duration.ofSeconds(warmUp));
            }
        }

        void paced(String what, Clients all, double perSecond, double goalMillis) throws InterruptedException {
            progress.show("bench: " + name + ": " + what + " at a fixed rate for " + seconds + " s");
            long began = System.nanoTime();
            Measurement measured = all.paced(Duration.ofSeconds(seconds), perSecond);
            long took = System.nanoTime() - began;
            boolean met = measured.errors() == 0 && new Figures(measured.nanos()).millis(P99) < goalMillis;
            good &= met;
            row(what, String.format(Locale.ROOT, "%.0f/s", all.count() * perSecond), measured, took,
                String.format(Locale.ROOT, "p99 < %.0f ms: %s", goalMillis, met ? "met" : "missed"));
        }

        void asFastAsPossible(String what, Clients all) throws InterruptedException {
            progress.show("bench: " + name + ": " + what + " as fast as possible for " + seconds + " s");
            long began = System.nanoTime();
            Measurement measured = all.asFastAsPossible(Duration.ofSeconds(seconds));
            row(what, "as fast as possible", measured, System.nanoTime() - began, "");
        }

        private void row(String what, String asked, Measurement measured, long took, String goal)
                throws InterruptedException {
            Figures figures = new Figures(measured.nanos());
            List<String> cells = new ArrayList<>(List.of(name, what, asked, String.format(Locale.ROOT, "%.0f", figures.count()
                * 1e9 / took), figures.text(MEDIAN), figures.text(P90), figures.text(P99), figures.text(1),
                String.valueOf(measured.errors())));
            cells.add(mebibytes(memory.resident()));
            cells.add(mebibytes(memory.heap()));
            cells.add(goal);
            table.row(cells.toArray(String[]::new));
        }
    }

    private static String mebibytes(long kibibytes) {
        return String.format(Locale.ROOT, "%.0f MiB", kibibytes / MIB);
    }
}
