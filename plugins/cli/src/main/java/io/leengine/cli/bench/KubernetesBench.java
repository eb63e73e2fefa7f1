package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How an engine does with one large Kubernetes cell. */
@Command(name = "k8s", mixinStandardHelpOptions = true, description = "Starts a test cell with fake nodes, fills it through "
    + "the engine, and measures what the full cell costs the engine and the apiserver. Fake nodes run nothing; the control "
    + "plane is real, and shares this machine.")
final class KubernetesBench implements Callable<Integer> {
    private static final String CELL = "large";
    private static final String PLUGIN = "io.leengine.scheduler.k8s";
    private static final String BASE_IMAGE = "/images/" + ApiClient.segment("leengine/java") + "/tags";
    private static final int AIM_NODES = 600;
    private static final int AIM_PODS = 30_000;
    private static final int AIM_APPLICATIONS = 2_000;
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration QUICK_LOOK = Duration.ofMillis(50);
    private static final Duration SYNC_LOOK = Duration.ofMillis(200);
    private static final Duration STALL = Duration.ofMinutes(3);
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final int PERCENT = 100;
    private static final double MIB = 1024;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "600", description = "How many nodes (default: "
        + "${DEFAULT-VALUE}).")
    private int nodes = 600;

    @Option(names = "--pods", paramLabel = "N", defaultValue = "6000", description = "How many instances, the same number of "
        + "each application (default: ${DEFAULT-VALUE}).")
    private int pods = 6_000;

    @Option(names = "--apps", paramLabel = "N", defaultValue = "400", description = "How many applications (default: "
        + "${DEFAULT-VALUE}).")
    private int applications = 400;

    @Option(names = "--turns", paramLabel = "N", defaultValue = "300", description = "How often an instance is made unready "
        + "and ready again (default: ${DEFAULT-VALUE}).")
    private int turns = 300;

    @Option(names = "--versions", paramLabel = "N", defaultValue = "100", description = "How many applications get a new "
        + "version at once (default: ${DEFAULT-VALUE}).")
    private int versions = 100;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "30", description = "How long it is looked at at rest "
        + "(default: ${DEFAULT-VALUE}).")
    private int seconds = 30;

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;
    private final Table table = new Table("WHAT", "FIGURE");
    private ProgressLine progress;
    private BenchCell cell;
    private BenchEngine engine;

    KubernetesBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (nodes < 1 || applications < 1 || pods < applications || turns < 1 || versions < 1 || versions > applications
                || seconds < 1) {
            throw new CommandException(ExitCode.USAGE, "All numbers must be at least 1, no fewer instances than applications, "
                + "and no more new versions than applications.", "");
        }
        progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        int each = pods / applications;
        pods = each * applications;
        double load = load();
        PrintWriter out = command.commandLine().getOut();
        out.printf(Locale.ROOT, "%d nodes, %d applications with %d instances each, %d in all%n", nodes, applications, each,
            pods);
        if (nodes < AIM_NODES || pods < AIM_PODS || applications < AIM_APPLICATIONS) {
            out.printf(Locale.ROOT, "This is less than the largest cell the engine is meant for, so that two processors can "
                + "run its control plane, too: --nodes %d --pods %d --apps %d%n", AIM_NODES, AIM_PODS, AIM_APPLICATIONS);
        }
        out.flush();
        try (BenchCell large = new BenchCell(); BenchEngine measured = new BenchEngine(List.of())) {
            cell = large;
            engine = measured;
            measure(each);
        }
        progress.clear();
        table.print(out);
        out.printf(Locale.ROOT, "The load of the machine was %.1f in the minute before the bench and %.1f in its last one.%n",
            load, load());
        out.println("Requests are the engine's alone: the apiserver counts those of service accounts apart.");
        out.flush();
        return ExitCode.OK;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void measure(int each) throws InterruptedException {
        progress.show("bench: starting a cell with " + nodes + " nodes");
        String kubeconfig = cell.start(nodes, line -> progress.show("bench: " + line));
        progress.show("bench: starting an engine");
        engine.set("leengine.cells.least", "1");
        engine.start();
        JavaMemory before = new JavaMemory(engine.pid());
        try (ApiClient api = client()) {
            // Made once an engine is new, and would be measured with what comes next.
            FullCell.await("The base image", 1, () -> api.probe(BASE_IMAGE).body().path("items").isEmpty() ? 0 : 1, LOOK, STALL,
                done -> progress.show("bench: waiting for the base image"));
            api.post("/parts", Map.of("seam", "scheduler", "name", CELL, "plugin", PLUGIN, "settings",
                Map.of("kubeconfig", kubeconfig)));
            FullCell full = new FullCell(api, CELL);
            FullCell.await("The cell", 0, full::known, QUICK_LOOK, STALL, known -> { });
            engine.awaitRest();
            memory("empty", before);
            rest("empty");
            fill(api, full, each);
            memory("full", before);
            rest("full");
        }
        restart();
        try (ApiClient api = client()) {
            rest("full, after a restart");
            turn(api);
            deploy(new FullCell(api, CELL), each);
        }
    }

    private ApiClient client() {
        return new ApiClient(engine.url(), Optional.of(engine.logIn()));
    }

    private void row(String what, String format, Object... figures) {
        String figure = String.format(Locale.ROOT, format, figures);
        table.row(what, figure);
        progress.show("bench: " + what + ": " + figure);
    }

    private void memory(String state, JavaMemory memory) throws InterruptedException {
        long resident = memory.resident();
        row("memory, cell " + state, "%.0f MiB resident, %.1f MiB live on the heap", resident / MIB,
            memory.heapAfterCollection() / MIB);
    }

    private void rest(String state) throws InterruptedException {
        long requests = cell.engineRequests();
        Duration used = engine.processorTime();
        long began = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(seconds));
        Duration now = engine.processorTime();
        double took = (System.nanoTime() - began) / 1e9;
        row("at rest, cell " + state, "%.1f %% of one processor, %.2f requests/s to the apiserver",
            now.minus(used).toNanos() / 1e9 / took * PERCENT, (cell.engineRequests() - requests) / took);
    }

    private IntConsumer shown(String what, int of) {
        return done -> progress.show("bench: " + what + ": " + done + " of " + of);
    }

    private void fill(ApiClient api, FullCell full, int each) throws InterruptedException {
        new ManyApplications(api).create(applications, List.of(engine.logIn()), shown("applications", applications));
        progress.show("bench: pushing images");
        full.pushImages(applications, engine.password());
        long requests = cell.engineRequests();
        long began = System.nanoTime();
        full.deploy(applications, each, shown("versions", applications));
        FullCell.await("Filling the cell", pods, full::known, LOOK, STALL, shown("instances", pods));
        FullCell.await("Filling the cell", pods, full::ready, LOOK, STALL, shown("ready instances", pods));
        double took = (System.nanoTime() - began) / 1e9;
        row("filling the cell", "%.0f s, %.0f instances/s, %d requests to the apiserver", took, pods / took,
            cell.engineRequests() - requests);
        engine.awaitRest();
    }

    private void restart() throws InterruptedException {
        progress.show("bench: restarting the engine");
        engine.stop();
        long requests = cell.engineRequests();
        long began = System.nanoTime();
        BenchEngine.Start start = engine.start(SYNC_LOOK);
        try (ApiClient api = client()) {
            FullCell full = new FullCell(api, CELL);
            FullCell.await("The restarted engine", pods, full::known, SYNC_LOOK, STALL, shown("instances", pods));
            double known = (System.nanoTime() - began) / 1e9;
            FullCell.await("The restarted engine", pods, full::ready, SYNC_LOOK, STALL, shown("ready instances", pods));
            double ready = (System.nanoTime() - began) / 1e9;
            engine.awaitRest();
            row("first sync after a restart", "%.1f s until the cell is known, %.1f s with all instances; %.1f s until the "
                + "engine was ready for requests", known, ready, start.ready().toNanos() / 1e9);
            row("work after a restart", "%.1f s of processor, %.0f s until at rest, %d requests to the apiserver",
                engine.processorTime().toNanos() / 1e9, (System.nanoTime() - began) / 1e9, cell.engineRequests() - requests);
            memory("full, after a restart", new JavaMemory(engine.pid()));
        }
    }

    private void turn(ApiClient api) throws InterruptedException {
        progress.show("bench: making instances unready and ready " + turns + " times");
        ReadinessProbe probe = new ReadinessProbe(api, cell);
        probe.run(turns, applications);
        times("from ready in the cluster to the engine's event", probe.toReady());
        times("from unready in the cluster to the engine's event", probe.toUnready());
    }

    private void times(String what, Figures figures) {
        row(what, "p50 %s, p99 %s, max %s, of %d", figures.text(MEDIAN), figures.text(P99), figures.text(1), figures.count());
    }

    private void deploy(FullCell full, int each) throws InterruptedException {
        engine.awaitRest();
        int all = pods + versions * each;
        long requests = cell.engineRequests();
        Duration used = engine.processorTime();
        long began = System.nanoTime();
        full.deploy(versions, each, shown("versions", versions));
        double accepted = (System.nanoTime() - began) / 1e9;
        FullCell.await("Deploying", all, full::ready, Duration.ofMillis(200), STALL, shown("ready instances", all));
        double took = (System.nanoTime() - began) / 1e9;
        row(versions + " new versions at once", "%.1f s until accepted, %.1f s until all %d instances are ready", accepted, took,
            versions * each);
        long asked = cell.engineRequests() - requests;
        row("what they cost", "%.1f s of processor, %d requests to the apiserver, %.1f a version",
            engine.processorTime().minus(used).toNanos() / 1e9, asked, (double) asked / versions);
    }
}
