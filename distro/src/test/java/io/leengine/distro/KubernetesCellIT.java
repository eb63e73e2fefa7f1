package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * A Kubernetes cell beside a local one: its pods are pulled from the platform's own registry, get traffic from its load
 * balancer, and are looked into.
 */
@ExtendWith(SharedEngine.class)
class KubernetesCellIT {
    private static final String NAME = "cloudy";
    private static final String HOST = NAME + ".localhost";
    private static final String CELL = "k8s";
    /** The first cell of a machine waits for Kubernetes to be built. */
    private static final Duration BUILT = Duration.ofMinutes(30);
    private static final Path CLI = LiveEngine.EXPORTED.resolve("bin/leengine");
    private static LiveEngine engine;
    private static Path cell;
    private static String token;

    @BeforeAll
    static void deploy(LiveEngine shared) throws Exception {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "a whole node needs root");
        engine = shared;
        cell = engine.root().resolve("testcell");
        token = engine.nobody().post("/sessions", Map.of("name", "admin", "password", engine.password())).expect(201)
                .at("token");
        engine.create(NAME);
        cli(BUILT, System.out::println, "testcell", "build");
        testcell("up", cell.toString(), "--size", "node", "--name", "distro-it");
        String kubeconfig = testcell("grant", cell.toString(),
                LiveEngine.EXPORTED.resolve("samples/kubernetes-cell/rbac.yaml").toString(), "leengine-system", "leengine")
                .lines().toList().getLast();
        cli("parts", "create", "scheduler", CELL, "--plugin", "io.leengine.scheduler.k8s", "--set-file",
                "kubeconfig=" + kubeconfig);
        awaitState("UP", LiveEngine.LONG);
        engine.api().post("/applications/" + NAME + "/versions", Map.of("tag", engine.tag(), "cells",
                Map.of(CELL, 2, "cell-a", 1), "settings", Map.of("memoryBytes", 192L << 20, "cpuMillis", 300,
                "environment", Map.of("PASSWORD_OF_TEST", "tell-nobody"),
                "healthCheck", Map.of("path", "/health", "intervalMillis", 1_000)))).expect(201);
        engine.awaitReady(NAME, 3);
    }

    @AfterAll
    static void remove() throws Exception {
        if (engine == null) {
            return; // nothing was begun
        }
        try {
            engine.remove(NAME);
            engine.api().send("DELETE", "/parts/scheduler/" + CELL, null, Map.of()).expect(204);
        } finally {
            testcell("down", cell.toString());
        }
    }

    private static String testcell(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("testcell"));
        all.addAll(List.of(arguments));
        return cli(all.toArray(String[]::new));
    }

    private static String cli(String... arguments) throws Exception {
        return cli(LiveEngine.LONG, _ -> { }, arguments);
    }

    private static String cli(Duration limit, Consumer<String> told, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(CLI.toString()));
        command.addAll(List.of(arguments));
        return run(limit, told, command);
    }

    private static String run(Duration limit, Consumer<String> told, List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LEENGINE_URL", engine.url(), "LEENGINE_TOKEN", token));
        StringBuffer said = new StringBuffer();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            Thread reading = Thread.ofVirtual().start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(line -> {
                said.append(line).append('\n');
                told.accept(line);
            }));
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS) && reading.join(LiveEngine.LONG);
            assertTrue(ended, () -> String.join(" ", command) + " does not end: " + said);
            assertEquals(0, process.exitValue(), () -> String.join(" ", command) + ": " + said);
            return said.toString();
        } finally {
            process.destroyForcibly();
        }
    }

    private static JsonNode part() {
        return engine.api().get("/parts/scheduler/" + CELL).expect(200).body();
    }

    private static void awaitState(String state, Duration limit) throws Exception {
        Await.until("the cell to be " + state, limit, () -> Await.unless(
                state.equals(part().path("health").path("state").asString("")), part().path("health").toString()));
    }

    private static List<JsonNode> instances() {
        return engine.api().get("/applications/" + NAME + "/instances").expect(200).body().path("items").valueStream()
                .filter(each -> each.path("cell").asString().equals(CELL)).toList();
    }

    private static Set<String> answering(int instances) throws Exception {
        Set<String> seen = new TreeSet<>();
        Await.until(instances + " instances to answer", LiveEngine.LONG, () -> {
            seen.clear();
            for (int i = 0; i < 60; i++) {
                seen.add(engine.nobody().fetch(HOST).expect(200).at("instance"));
            }
            return Await.unless(seen.size() == instances, seen.toString());
        });
        return seen;
    }

    @Test
    void podsAnswerThroughTheLoadBalancer() throws Exception {
        Set<String> answering = answering(3);
        List<JsonNode> pods = instances();
        assertEquals(2, pods.size());
        pods.forEach(pod -> assertTrue(answering.contains(pod.path("id").asString()), answering + " lacks " + pod));
        assertTrue(pods.getFirst().path("id").asString().startsWith("cloudy-v1-"), pods.toString());
    }

    @Test
    void whatTheyPrintAndWhatHappenedIsRead() throws Exception {
        String pod = instances().getFirst().path("id").asString();
        String log = engine.api().get("/applications/" + NAME + "/instances/" + CELL + "/" + pod + "/log?tail=10").expect(200)
                .text();
        assertTrue(log.contains("\"text\":"), log);
        assertTrue(cli("logs", NAME, "--since", "1h").contains(pod), "with the pod's name");
        String events = engine.api().get("/applications/" + NAME + "/events").expect(200).text();
        assertTrue(events.contains(pod) && events.contains("Pulled"), events);
    }

    @Test
    void aCommandRunsInAPod() throws Exception {
        String pod = instances().getFirst().path("id").asString();
        String out = cli("exec", NAME, "--cell", CELL, "--instance", pod, "--", "java", "--version");
        assertTrue(out.contains("openjdk "), out);
    }

    @Test
    void aTerminalOpensInAPod() throws Exception {
        String pod = instances().getFirst().path("id").asString();
        String out = run(LiveEngine.LONG, _ -> { }, List.of("script", "-q", "-e", "-c", "'" + CLI + "' exec " + NAME
                + " -t --cell " + CELL + " --instance " + pod + " -- java --version", "/dev/null"));
        assertTrue(out.contains("openjdk "), out);
    }

    @Test
    void aDrainedCellGetsNoTraffic() throws Exception {
        engine.api().post("/cells/" + CELL + "/drain", null).expect(200);
        try {
            assertEquals(1, answering(1).size());
        } finally {
            engine.api().post("/cells/" + CELL + "/undrain", null).expect(200);
        }
        answering(3);
    }

    @Test
    void aCellThatIsAwayIsMarkedAndItsPodsGoOnServing() throws Exception {
        testcell("kill", cell.toString(), "kube-apiserver");
        // How soon, the plugin's own test says.
        awaitState("DOWN", LiveEngine.LONG);
        assertEquals(3, answering(3).size(), "traffic that flows needs no apiserver");
        engine.api().put("/applications/" + NAME + "/versions/v1/scale", Map.of("cells", Map.of(CELL, 3, "cell-a", 1)));
        testcell("start", cell.toString(), "kube-apiserver");
        awaitState("UP", LiveEngine.LONG);
        engine.awaitReady(NAME, 4);
        answering(4);
        engine.api().put("/applications/" + NAME + "/versions/v1/scale", Map.of("cells", Map.of(CELL, 2, "cell-a", 1)))
                .expect(200);
        engine.awaitReady(NAME, 3);
        answering(3);
    }

    @Test
    void theTokenIsNowhereToBeRead() throws Exception {
        String kubeconfig = Files.readString(cell.resolve("pki/account.leengine-system.leengine.kubeconfig"));
        String secret = kubeconfig.replaceAll("(?s).*\"token\" *: *\"([^\"]+)\".*", "$1");
        assertTrue(secret.length() > 100 && !secret.equals(kubeconfig), "a token was found");
        assertTrue(!part().toString().contains(secret.substring(0, 40)));
        assertTrue(!engine.said().contains(secret.substring(0, 40)));
    }
}
