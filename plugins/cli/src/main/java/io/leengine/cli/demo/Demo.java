package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.LocalEngine;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.http.ApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does the main job on real input and shows it: from committed code to six instances behind a load balancer, upgraded,
 * killed at, and rolled back, while requests run.
 */
public final class Demo {
    private static final String APPLICATION = "hello";
    private static final String HOST = "hello.localhost";
    private static final String NEXT_GREETING = "Hello again, from the second version";
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final Duration DEPLOY = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int SHARE_SAMPLE = 600;
    private static final int SIX = 6;
    private static final int NOT_FOUND = 404;
    private static final int OK = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LocalEngine engine;
    private final Cells cells;
    private final Group group;
    private final PrintStream out;
    private final Steps steps;
    private ApiClient api;
    private Duration firstDeploy = Duration.ZERO;

    /** Against the engine of a data folder, which is started when it is not up, on two cells, behind a load-balancer group. */
    public Demo(LocalEngine engine, Cells cells, Group group, PrintStream out, boolean terminal) {
        this.engine = engine;
        this.cells = cells;
        this.group = group;
        this.out = out;
        this.steps = new Steps(out, terminal);
    }

    /**
     * Runs it.
     *
     * @param options for starting the engine
     * @param exit whether to take everything away and stop the engine at the end
     * @param login makes a client that is logged in, once the engine is up
     * @return the exit code
     */
    public int run(List<String> options, boolean exit, Supplier<ApiClient> login) throws Exception {
        long requests = 0;
        long failed = 0;
        boolean complete = false;
        group.check();
        try {
            steps.step("start the engine", () -> start(options));
            api = login.get();
            group.check(api);
            cells.check(api);
            group.prepare(steps, api);
            cells.prepare(steps, api);
            SampleRepository[] made = new SampleRepository[1];
            steps.step("commit the sample application", () -> {
                made[0] = SampleRepository.create(LocalEngine.home().resolve("samples/hello"),
                    engine.data().resolve("demo/hello"));
                return made[0].url();
            });
            try (SampleRepository source = made[0]) {
                steps.step("create image, application and code build", () -> create(source));
                String first = source.greeting();
                deployFirst(first);
                Load load = new Load(group.addresses(engine), HOST);
                load.start();
                try {
                    underLoad(source, load, first);
                    complete = true;
                } finally {
                    load.end();
                    requests = load.requests();
                    failed = load.failed();
                    load.failures().forEach(failure -> out.println("  failed request: " + failure));
                }
            }
        } catch (ApiException e) {
            report(e.problem().detail(), e.problem().nextStep());
        } catch (CommandException e) {
            report(e.getMessage(), e.nextStep());
        }
        if (complete) {
            steps.table();
        }
        end(exit, complete);
        out.printf(Locale.ROOT, "demo: %d requests, %d failed, first deploy %.1fs, total %.1fs%n", requests, failed,
            Steps.seconds(firstDeploy), Steps.seconds(steps.total()));
        return complete && failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void report(String message, String nextStep) {
        out.println();
        out.println("demo: the step '" + steps.current() + "' failed: " + message);
        if (!nextStep.isEmpty()) {
            out.println("  " + nextStep);
        }
        out.println("  The engine's log: " + engine.log());
    }

    private String start(List<String> options) throws InterruptedException {
        if (engine.process().isPresent()) {
            return "it was up already, at " + engine.url();
        }
        engine.start(options, steps::progress);
        return engine.url().toString();
    }

    private String create(SampleRepository source) throws InterruptedException {
        clear();
        api.post("/images", Map.of("repository", APPLICATION, "description", "The sample application"));
        api.post("/applications", Map.of("name", APPLICATION, "description", "The sample application", "image",
            APPLICATION, "host", HOST, "group", group.name()));
        api.post("/code-builds", Map.of("name", APPLICATION, "repository", source.url(), "ref", "main", "compile",
            List.of("package"), "image", APPLICATION));
        return "hello";
    }

    /** Takes away what an earlier demo left. */
    private void clear() throws InterruptedException {
        if (exists("/applications/" + APPLICATION)) {
            api.send("DELETE", "/applications/" + APPLICATION, Optional.empty(), Map.of());
            await("the earlier demo's application to go", DEPLOY, () -> exists("/applications/" + APPLICATION)
                ? Optional.of("its instances are stopping") : Optional.empty());
        }
        for (String path : List.of("/code-builds/", "/images/")) {
            if (exists(path + APPLICATION)) {
                api.send("DELETE", path + APPLICATION, Optional.empty(), Map.of());
            }
        }
    }

    private boolean exists(String path) {
        try {
            api.get(path);
            return true;
        } catch (ApiException e) {
            if (e.problem().status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void deployFirst(String greeting) throws Exception {
        Duration before = steps.total();
        String[] tag = new String[1];
        steps.step("build: clone, compile, image, push", () -> build(tag));
        steps.step("deploy v1 to two cells, two instances each", () -> {
            api.post("/applications/hello/versions", Map.of("tag", tag[0], "settings", settings(), "cells",
                cells(2)));
            return ready("v1", 2 * cellNames().size());
        });
        steps.step("fetch it through its domain", () -> {
            await("the first answer", DEPLOY, () -> fetch().filter(greeting::equals).isPresent() ? Optional.empty()
                : Optional.of("the load balancer"));
            return "http://" + HOST + ": " + greeting;
        });
        firstDeploy = steps.total().minus(before);
    }

    private Map<String, Object> settings() {
        return Map.of("memoryBytes", 192L << 20, "cpuMillis", cells.cpuMillis(), "healthCheck", Map.of("path", "/health",
            "intervalMillis", 1_000, "timeoutMillis", 2_000, "failures", 3, "startLimitMillis", 60_000),
            "graceSeconds", 10);
    }

    private List<String> cellNames() {
        return cells.names(api);
    }

    private Map<String, Integer> cells(int each) {
        Map<String, Integer> counts = new TreeMap<>();
        cellNames().forEach(name -> counts.put(name, each));
        return counts;
    }

    private void underLoad(SampleRepository source, Load load, String first) throws Exception {
        String[] tag = new String[1];
        steps.step("commit a change and build it", () -> {
            source.greet(NEXT_GREETING);
            return build(tag);
        });
        steps.step("deploy v2 beside it with 10 % of the traffic", () -> {
            api.post("/applications/hello/versions", Map.of("tag", tag[0], "cells", cells(2), "weight", 10));
            return ready("v2", 2 * cellNames().size());
        });
        steps.step("see the traffic divided", () -> share(load, first));
        steps.step("move v2 to 100 %", () -> {
            api.send("PUT", "/applications/hello/weights", Optional.of(Map.of("weights", Map.of("v2", 100))), Map.of());
            return only(load, NEXT_GREETING, first);
        });
        steps.step("delete v1", () -> {
            api.send("DELETE", "/applications/hello/versions/v1", Optional.empty(), Map.of());
            return count(2 * cellNames().size());
        });
        steps.step("scale to six", () -> {
            api.send("PUT", "/applications/hello/versions/v2/scale", Optional.of(Map.of("instances", SIX)), Map.of());
            return ready("v2", SIX);
        });
        steps.step("lose one instance", this::lose);
        steps.step("roll back in one move", () -> {
            api.post("/applications/hello/roll-back", Map.of());
            ready("v1", SIX);
            count(SIX);
            return only(load, first, NEXT_GREETING);
        });
        steps.step("see that no request failed", () -> load.requests() + " requests, " + load.failed() + " failed");
    }

    private String build(String[] tag) throws InterruptedException {
        int number = api.post("/code-builds/hello/runs", Map.of()).body().path("number").asInt();
        String path = "/code-builds/hello/runs/" + number;
        JsonNode[] run = new JsonNode[1];
        await("build run " + number, BUILD, () -> {
            run[0] = api.get(path).body();
            return switch (run[0].path("state").asString()) {
                case "SUCCEEDED" -> Optional.empty();
                case "FAILED", "CANCELED" -> throw new CommandException(ExitCode.FAILED, run[0].path("error")
                    .asString() + "\n" + api.text(path + "/log"), "");
                default -> Optional.of(stage(run[0]));
            };
        });
        tag[0] = run[0].path("tag").asString();
        return "hello:" + tag[0];
    }

    private static String stage(JsonNode run) {
        JsonNode stages = run.path("stages");
        return stages.isEmpty() ? "waits for the builder and the base image"
            : stages.get(stages.size() - 1).path("stage").asString().toLowerCase(Locale.ROOT);
    }

    private String ready(String version, int instances) throws InterruptedException {
        await(version + " to be ready", DEPLOY, () -> {
            JsonNode found = api.get("/applications/hello/versions/" + version).body();
            String condition = found.path("condition").asString();
            if (condition.equals("FAILED")) {
                throw new CommandException(ExitCode.FAILED, version + " does not start: "
                    + found.path("message").asString(), "Its log: leengine logs hello");
            }
            int ready = found.path("ready").asInt();
            return ready == instances && condition.equals("READY") ? Optional.empty()
                : Optional.of(ready + " of " + instances + " ready");
        });
        return instances + " instances ready";
    }

    /** Waits until there are exactly so many instances, all ready. */
    private String count(int instances) throws InterruptedException {
        await(instances + " instances", DEPLOY, () -> {
            int all = 0;
            int ready = 0;
            for (JsonNode instance : api.get("/applications/hello/instances").body().path("items")) {
                all++;
                ready += instance.path("ready").asBoolean() ? 1 : 0;
            }
            return all == instances && ready == instances ? Optional.empty()
                : Optional.of(all + " instances, " + ready + " ready");
        });
        return instances + " instances left";
    }

    private String share(Load load, String first) throws InterruptedException {
        long firstBefore = load.answers(first);
        long nextBefore = load.answers(NEXT_GREETING);
        await("enough answers", DEPLOY, () -> {
            long seen = load.answers(first) - firstBefore + load.answers(NEXT_GREETING) - nextBefore;
            return seen >= SHARE_SAMPLE ? Optional.empty() : Optional.of(seen + " of " + SHARE_SAMPLE + " answers");
        });
        long next = load.answers(NEXT_GREETING) - nextBefore;
        long all = load.answers(first) - firstBefore + next;
        double percent = 100.0 * next / all;
        if (percent < 5 || percent > 15) {
            throw new CommandException(ExitCode.FAILED, String.format(Locale.ROOT,
                "v2 was given 10 %% of the traffic and got %.1f %%.", percent), "");
        }
        return String.format(Locale.ROOT, "%.1f %% of %d answers are v2's", percent, all);
    }

    /** Waits until nobody gets the other answer any more, and some get this one. */
    private String only(Load load, String greeting, String other) throws InterruptedException {
        long[] seen = {load.answers(greeting), load.answers(other)};
        await("all answers to be the same", DEPLOY, () -> {
            if (load.answers(other) > seen[1]) {
                seen[0] = load.answers(greeting);
                seen[1] = load.answers(other);
            }
            return load.answers(greeting) - seen[0] >= 100 ? Optional.empty() : Optional.of("the traffic to move");
        });
        return "all answers: " + greeting;
    }

    private String lose() throws InterruptedException {
        JsonNode victim = api.get("/applications/hello/instances").body().path("items").get(0);
        String id = victim.path("id").asString();
        String started = victim.path("startedAt").asString();
        String lost = cells.kill(victim).orElseGet(() -> replace(victim));
        await("its replacement", DEPLOY, () -> {
            int ready = 0;
            boolean old = false;
            for (JsonNode instance : api.get("/applications/hello/instances").body().path("items")) {
                ready += instance.path("ready").asBoolean() ? 1 : 0;
                old |= instance.path("id").asString().equals(id) && instance.path("startedAt").asString("")
                    .equals(started);
            }
            return ready == SIX && !old ? Optional.empty() : Optional.of(ready + " ready");
        });
        return lost + ", six ready again";
    }

    /** The engine drains and stops it: what can be done to an instance of a cluster elsewhere. */
    private String replace(JsonNode instance) {
        String id = instance.path("id").asString();
        api.send("DELETE", "/applications/hello/instances/" + ApiClient.segment(instance.path("cell").asString()) + "/"
            + ApiClient.segment(id), Optional.empty(), Map.of());
        return id + " replaced (its process is elsewhere and cannot be killed from here)";
    }

    private Optional<String> fetch() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var response = http.send(HttpRequest.newBuilder(URI.create("http://" + group.addresses(engine).getFirst() + "/"))
                .header("Host", HOST).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
            return response.statusCode() == OK ? Optional.of(greeting(response.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Returns what an answer of the sample application says. */
    static String greeting(String body) {
        return JSON.readTree(body).path("greeting").asString(body.strip());
    }

    private void await(String what, Duration limit, Supplier<Optional<String>> missing) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<String> waits = missing.get();
        while (waits.isPresent()) {
            if (System.nanoTime() > deadline) {
                throw new CommandException(ExitCode.FAILED, "Waited " + limit.toSeconds() + " s in vain for " + what
                    + " (" + waits.get() + ").", "");
            }
            steps.progress(waits.get());
            Thread.sleep(POLL);
            waits = missing.get();
        }
    }

    private void end(boolean exit, boolean complete) throws InterruptedException, IOException {
        if (!exit) {
            out.println("  The engine goes on. To go on with it:");
            out.println("    API           " + engine.url() + "/api/v1/docs");
            group.addresses(engine).forEach(each -> out.println("    application   http://" + HOST + ":"
                + each.replaceAll(".*:", "") + "   (curl -H 'Host: " + HOST + "' http://" + each + ")"));
            out.println("    password      " + engine.passwordFile() + " (user admin)");
            out.println("    look around   leengine apps list; leengine apps show hello; leengine logs hello -f");
            out.println("    stop          leengine down");
            Stream.concat(cells.left().stream(), group.left().stream()).forEach(line -> out.println("                  " + line));
            out.println();
            return;
        }
        try {
            takeAway();
        } finally {
            engine.stop();
        }
        if (complete && Files.exists(engine.passwordFile())) {
            out.println("  The engine is stopped; its data stays in " + engine.data() + ". 'leengine up' starts it again, and "
                + "docs/tutorial/first-application.md leads to an application of your own.");
        }
    }

    private void takeAway() throws InterruptedException {
        if (api != null) {
            try (ApiClient last = api) {
                clear();
                group.end(last);
                cells.end(last);
            } catch (ApiException | CommandException e) {
                out.println("  What the demo made could not be taken away: " + e.getMessage());
            }
        }
        stop(cells::stop);
        stop(group::stop);
    }

    private interface Ending {
        void end() throws InterruptedException;
    }

    private void stop(Ending ending) throws InterruptedException {
        try {
            ending.end();
        } catch (CommandException e) {
            out.println("  " + e.getMessage() + "\n  " + e.nextStep());
        }
    }
}
