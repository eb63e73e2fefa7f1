package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The exported engine with a data folder and ports of its own, and somebody logged in as its administrator. */
final class LiveEngine {
    static final Path EXPORTED = Path.of(System.getProperty("leengine.distribution"));
    static final Duration START = Duration.ofSeconds(90);
    static final Duration LONG = Duration.ofSeconds(120);

    /** A swap that fails has failed soon, and no test waits for what lingers. */
    private static final String SWAPS = """
        leengine.swap.step.seconds=8
        leengine.swap.linger.seconds=2
        leengine.swap.trial.seconds=8
        """;

    private final Path root;
    private final Path distribution;
    private final EngineProcess.Ports ports = EngineProcess.Ports.free();
    private final Api nobody = new Api(ports);
    private EngineProcess process;
    private Api api;
    private SourceRepository source;
    private String tag = "";

    /** Starts an engine on an empty data folder. */
    LiveEngine() throws Exception {
        this(EXPORTED, "");
    }

    /** Starts an engine of a distribution, with framework properties of its own. */
    LiveEngine(Path distribution, String properties) throws Exception {
        this.distribution = distribution;
        // The name marks every process that lives in it.
        root = Files.createTempDirectory("leengine-live-");
        Files.createDirectories(data());
        Files.writeString(data().resolve("leengine.properties"), SWAPS + properties);
        start();
        String password = password();
        api = nobody.as(nobody.post("/sessions", Map.of("name", "admin", "password", password)).expect(201)
                .at("token"));
    }

    private void start() throws Exception {
        start(nobody::flaw);
    }

    private void start(Await.Obstacle obstacle) throws Exception {
        process = EngineProcess.start(List.of(), distribution, data(), root.resolve("engine.out"), ports);
        boolean whole = false;
        try {
            process.awaitReady(START);
            Await.until("the engine", START, obstacle);
            whole = true;
        } finally {
            if (!whole) {
                process.kill();
            }
        }
    }

    /** Kills the engine as a failing machine would, and starts one on the same data. */
    void killAndStart() throws Exception {
        killAndStart(() -> { });
    }

    /** As {@link #killAndStart()}, with something done while there is no engine. */
    void killAndStart(Await.Step down) throws Exception {
        process.kill();
        down.run();
        start();
    }

    /** As {@link #killAndStart()}, and waits only until requests are taken, whatever is missing. */
    void killAndStartUnwhole() throws Exception {
        process.kill();
        start(() -> {
            Answer health = nobody.get("/health");
            return Await.unless(health.status() == 200, health.text());
        });
    }

    /** Waits for an engine that ends by itself, and starts one on the same data. */
    void awaitEndAndStart() throws Exception {
        process.awaitExit(START);
        start();
    }

    /** Ends the engine, does something while it is down, and starts one on the same data. */
    void stopAndStart(Await.Step down) throws Exception {
        process.terminate();
        process.awaitExit(START);
        down.run();
        start();
    }

    /** What the engine said since its first start. */
    String said() throws IOException {
        return process.said();
    }

    Api api() {
        return api;
    }

    Api nobody() {
        return nobody;
    }

    /** The folder of all that this engine has, with a name of its own. */
    Path root() {
        return root;
    }

    Path data() {
        return root.resolve("data");
    }

    String url() {
        return "http://127.0.0.1:" + ports.http();
    }

    String registry() {
        return "127.0.0.1:" + ports.http();
    }

    String password() throws IOException {
        return Files.readString(data().resolve("admin-password")).strip();
    }

    Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** Returns the repository of the sample, made when first asked for. */
    SourceRepository source() throws Exception {
        if (source == null) {
            Path sample = EXPORTED.resolve("samples/hello");
            source = SourceRepository.of(sample, Files.createDirectories(root.resolve("source")).resolve("hello"));
        }
        return source;
    }

    /** Returns the tag of the sample in the image {@code hello}; the platform builds it when first asked for. */
    String tag() throws Exception {
        if (tag.isEmpty()) {
            api.post("/code-builds", Map.of("name", "hello", "repository", source().url(), "compile",
                    List.of("package"))).expect(201);
            Answer run = ended("hello", api.post("/code-builds/hello/runs", Map.of()).expect(202).number("number"));
            assertEquals("SUCCEEDED", run.at("state"), run.text() + log("hello", run));
            tag = run.at("tag");
        }
        return tag;
    }

    /** Waits until a build run has ended, however it did. */
    Answer ended(String build, int number) throws Exception {
        Answer[] run = new Answer[1];
        Await.until("the end of run " + number + " of " + build, LONG, () -> {
            run[0] = api.get("/code-builds/" + build + "/runs/" + number).expect(200);
            return Await.unless(List.of("SUCCEEDED", "FAILED", "CANCELED").contains(run[0].at("state")), run[0].text());
        });
        return run[0];
    }

    String log(String build, Answer run) {
        return api.text("/code-builds/" + build + "/runs/" + run.number("number") + "/log");
    }

    /** Makes an application with an image of its own: the sample's, under another name. Nothing is deployed. */
    void create(String name) throws Exception {
        api.post("/images", Map.of("repository", name)).expect(201);
        copy("docker://" + registry() + "/hello:" + tag(), "docker://" + registry() + "/" + name + ":" + tag());
        api.post("/applications", Map.of("name", name)).expect(201);
    }

    /** Copies an image with skopeo, as the administrator. */
    void copy(String from, String to) throws Exception {
        String credentials = "admin:" + password();
        Programs.run(List.of("skopeo", "copy", "-q", "--insecure-policy", "--src-tls-verify=false",
                "--dest-tls-verify=false", "--src-creds", credentials, "--dest-creds", credentials, from, to));
    }

    /** What a small instance of the sample needs; its answers tell the version. */
    static Map<String, Object> settings(String version) {
        return Map.of("environment", Map.of("VERSION", version), "memoryBytes", 192L << 20, "cpuMillis", 100,
                "healthCheck", Map.of("path", "/health", "intervalMillis", 500, "timeoutMillis", 2_000, "failures", 3,
                        "startLimitMillis", 60_000), "graceSeconds", 5);
    }

    static Map<String, Integer> cells(int each) {
        return Map.of("cell-a", each, "cell-b", each);
    }

    /** Deploys the sample; returns at once. */
    Answer deploy(String name, String version, int each, int weight) throws Exception {
        return api.post("/applications/" + name + "/versions", Map.of("tag", tag(), "settings", settings(version),
                "cells", cells(each), "weight", weight));
    }

    /** Waits until an application has exactly so many instances, all ready. */
    JsonNode awaitReady(String name, int instances) throws Exception {
        JsonNode[] items = new JsonNode[1];
        Await.until(instances + " ready instances of " + name, LONG, () -> {
            Answer answer = api.get("/applications/" + name + "/instances").expect(200);
            items[0] = answer.body().path("items");
            long ready = items[0].valueStream().filter(each -> each.path("ready").asBoolean()).count();
            return Await.unless(ready == instances && items[0].size() == instances, answer.text());
        });
        return items[0];
    }

    /** Waits until the domain is served by this version and by no other. */
    void awaitServed(String name, String version) throws Exception {
        int[] row = {0};
        Await.until(name + " to answer with " + version + " only", LONG, () -> {
            Answer answer = nobody.fetch(name + ".localhost");
            row[0] = answer.status() == 200 && answer.at("version").equals(version) ? row[0] + 1 : 0;
            return Await.unless(row[0] >= 5, answer.status() + " " + answer.text());
        });
    }

    /** Deletes an application and its image, and waits until it is gone with all its instances. */
    void remove(String name) throws Exception {
        int status = api.delete("/applications/" + name).status();
        assertEquals(true, status == 202 || status == 404, "status " + status);
        awaitGone(name);
        api.delete("/images/" + name);
    }

    void awaitGone(String name) throws Exception {
        Await.until(name + " to be gone", LONG, () -> {
            Answer answer = api.get("/applications/" + name);
            return answer.status() == 404 ? Optional.empty() : Optional.of(answer.text());
        });
    }

    /** Takes everything away and ends the engine; fails if a process is left. */
    void end() throws Exception {
        try {
            for (JsonNode application : api.get("/applications").expect(200).body().path("items")) {
                remove(application.path("name").asString());
            }
            process.terminate();
            process.awaitExit(Duration.ofSeconds(20));
        } finally {
            process.kill();
            List<Sandboxed.Found> left = Sandboxed.of(root);
            left.forEach(found -> ProcessHandle.of(found.pid()).ifPresent(ProcessHandle::destroyForcibly));
            assertEquals(List.of(), left, "processes left behind");
        }
        delete(root);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
