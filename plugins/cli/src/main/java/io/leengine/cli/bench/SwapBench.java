package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.demo.SampleRepository;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.ProgressLine;
import io.leengine.cli.output.Table;
import io.leengine.cli.session.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What a swap costs those who use the platform meanwhile. */
@Command(name = "swap", mixinStandardHelpOptions = true, description = "Swaps the plugin of each seam again and again for a "
    + "newer build of itself, while an application is served and the engine is asked.")
final class SwapBench implements Callable<Integer> {
    private static final String NAME = "swap";
    private static final String HOST = "swap.localhost";
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int NOT_FOUND = 404;
    private static final long LINGER_SECONDS = 1;
    private static final List<String> QUESTIONS = List.of("/cells", "/load-balancer-groups/public/domains",
        "/images/" + NAME + "/tags", "/applications/" + NAME + "/metrics?metric=instance_memory_bytes",
        "/applications/" + NAME + "/instances");

    @Option(names = {"-n", "--swaps"}, paramLabel = "N", defaultValue = "10", description = "How many swaps of each seam's "
        + "plugin (default: ${DEFAULT-VALUE}).")
    private int swaps = 10;

    @Option(names = "--seam", paramLabel = "SEAM", description = "Only of these seams.")
    private Set<String> only = new LinkedHashSet<>();

    @Spec
    private CommandSpec command;

    private final Surroundings surroundings;
    private ProgressLine progress;
    private ApiClient api;
    private int build;

    SwapBench(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        if (swaps < 1) {
            throw new CommandException(ExitCode.USAGE, "--swaps must be at least 1.", "");
        }
        progress = new ProgressLine(command.commandLine().getErr(), surroundings.terminal().interactive());
        try (BenchEngine engine = new BenchEngine(List.of())) {
            engine.set("leengine.swap.linger.seconds", Long.toString(LINGER_SECONDS));
            progress.show("bench: starting an engine");
            engine.start();
            String token = engine.logIn();
            try (ApiClient client = new ApiClient(engine.url(), Optional.of(token))) {
                api = client;
                return measured(engine, token);
            }
        }
    }

    private int measured(BenchEngine engine, String token) throws Exception {
        try {
            deploy(engine);
            String starts = starts();
            SwapLoad load = new SwapLoad(engine.loadBalancer(), HOST, engine.url(), token, QUESTIONS);
            boolean good;
            try {
                good = measure(engine, load);
            } finally {
                load.end();
            }
            progress.clear();
            load.failures().forEach(failure -> command.commandLine().getOut().println("failed: " + failure));
            boolean adopted = starts.equals(starts());
            command.commandLine().getOut().println("instances " + (adopted ? "kept" : "did not keep")
                + " their start times");
            command.commandLine().getOut().flush();
            return good && adopted ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            // Instances outlive an engine, so they have to go before it does.
            api.send("DELETE", "/applications/" + NAME, Optional.empty(), Map.of());
            await("the application to go", () -> api.probe("/applications/" + NAME).status() == NOT_FOUND);
        }
    }

    private void deploy(BenchEngine engine) throws InterruptedException {
        try (SampleRepository source = SampleRepository.create(LocalEngine.home().resolve("samples/hello"),
                engine.folder().resolve("source"))) {
            api.post("/images", Map.of("repository", NAME));
            api.post("/applications", Map.of("name", NAME, "image", NAME, "host", HOST));
            api.post("/code-builds", Map.of("name", NAME, "repository", source.url(), "ref", "main", "compile",
                List.of("package"), "image", NAME));
            String run = "/code-builds/" + NAME + "/runs/"
                + api.post("/code-builds/" + NAME + "/runs", Map.of()).body().path("number").asInt();
            await("the build", () -> !api.get(run).body().path("state").asString().matches("PENDING|QUEUED|RUNNING"));
            JsonNode ended = api.get(run).body();
            if (!ended.path("state").asString().equals("SUCCEEDED")) {
                throw new CommandException(ExitCode.FAILED, "The sample cannot be built: "
                    + ended.path("error").asString(), "");
            }
            Map<String, Integer> cells = new TreeMap<>();
            api.get("/cells").body().path("items").forEach(cell -> cells.put(cell.path("name").asString(), 1));
            api.post("/applications/" + NAME + "/versions", Map.of("tag", ended.path("tag").asString(), "cells", cells,
                "settings", Map.of("memoryBytes", 192L << 20, "healthCheck", Map.of("path", "/health"))));
            await("the application", () -> api.get("/applications/" + NAME + "/versions/v1").body().path("condition")
                .asString().equals("READY"));
        }
    }

    private String starts() {
        TreeMap<String, String> starts = new TreeMap<>();
        api.get("/applications/" + NAME + "/instances").body().path("items").forEach(instance ->
            starts.put(instance.path("id").asString(), instance.path("startedAt").asString()));
        return starts.toString();
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            progress.show("bench: waiting for " + what);
            if (System.nanoTime() > deadline) {
                throw new CommandException(ExitCode.FAILED, LIMIT.toSeconds() + " s were not enough for " + what + ".", "");
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private boolean measure(BenchEngine engine, SwapLoad load) throws InterruptedException, IOException {
        JavaMemory memory = new JavaMemory(engine.pid());
        Table table = new Table("SEAM", "SWAPS", "REQUESTS", "FAILED", "LONGEST GAP", "LONGEST ANSWER", "BUNDLES TOUCHED",
            "METASPACE BEFORE", "AFTER");
        boolean good = true;
        for (JsonNode plugin : api.get("/plugins").body().path("items")) {
            String seam = plugin.path("seam").asString();
            if (!only.isEmpty() && !only.contains(seam)) {
                continue;
            }
            Path bundle = file(plugin.path("bundle").asString());
            // The first swap loads classes for good that later ones share: JDK, framework, engine.
            swap(seam, bundle, engine.folder());
            long before = settled(memory);
            load.look();
            Worst worst = new Worst();
            for (int i = 1; i <= swaps; i++) {
                progress.show("bench: swap " + i + " of " + swaps + " of " + seam);
                worst.add(swap(seam, bundle, engine.folder()));
            }
            SwapLoad.Seen seen = load.look();
            long after = settled(memory);
            good &= seen.failed() == 0 && worst.touched == 1;
            table.row(seam, Integer.toString(swaps), Long.toString(seen.requests()), Long.toString(seen.failed()),
                worst.gapMillis + " ms", seen.longestMillis() + " ms", Integer.toString(worst.touched), before + " KiB",
                after + " KiB");
        }
        progress.clear();
        table.print(command.commandLine().getOut());
        return good;
    }

    private static final class Worst {
        private long gapMillis;
        private int touched;

        void add(JsonNode swap) {
            gapMillis = Math.max(gapMillis, swap.path("gapMillis").asLong());
            touched = Math.max(touched, swap.path("touched").size());
        }
    }

    private static Path file(String bundle) throws IOException {
        try (var files = Files.list(LocalEngine.home().resolve("bundles"))) {
            return files.filter(file -> file.getFileName().toString().matches(bundle + "-[0-9].*\\.jar")).findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED, "The distribution has no file of " + bundle + ".",
                    ""));
        }
    }

    private JsonNode swap(String seam, Path bundle, Path folder) throws InterruptedException, IOException {
        Path newer = NewerBuild.of(bundle, ++build, folder);
        JsonNode[] swap = {api.upload("/bundles", newer).body()};
        String number = swap[0].path("number").asString();
        await("swap " + number + " of the " + seam, () -> {
            swap[0] = api.get("/swaps/" + number).body();
            return !swap[0].path("state").asString().equals("running");
        });
        Files.delete(newer);
        if (!swap[0].path("state").asString().equals("done")) {
            throw new CommandException(ExitCode.FAILED, "Swap " + number + " of the " + seam + " was taken back: "
                + swap[0].path("message").asString(), "");
        }
        return swap[0];
    }

    /** Waits until the last replaced bundle has left, and with it its classes. */
    private long settled(JavaMemory memory) throws InterruptedException {
        await("replaced bundles to leave", () -> {
            Set<String> names = new LinkedHashSet<>();
            for (JsonNode each : api.get("/bundles").body().path("items")) {
                if (!names.add(each.path("name").asString())) {
                    return false;
                }
            }
            return true;
        });
        Thread.sleep(Duration.ofSeconds(2 * LINGER_SECONDS));
        return memory.metaspaceAfterCollection();
    }
}
