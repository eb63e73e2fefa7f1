package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WholeNodeTest {

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @BeforeAll
    static void needsRoot() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "a whole node needs root");
    }

    @Test
    void twoCellsRunPodsSideBySideAndLeaveNothing() throws Exception {
        Path east = folder.resolve("east");
        Path west = folder.resolve("west");
        CellState.NodeState eastNode;
        CellState.NodeState westNode;
        List<Path> pods;
        try (var registry = new TestRegistry();
                TestCell one = TestCell.start(TestCellOptions.wholeNode().withFolder(east)
                    .withNodeLabels(Map.of("topology.kubernetes.io/zone", "east")));
                TestCell two = TestCell.start(TestCellOptions.wholeNode().withFolder(west))) {
            eastNode = CellState.read(new CellFolder(east)).node();
            westNode = CellState.read(new CellFolder(west)).node();
            assertEquals("east", one.api().get("/api/v1/nodes/" + one.nodeName())
                .at("/metadata/labels").path("topology.kubernetes.io/zone").asString());
            ImageArchive hello = ImageArchive.hello();
            hello.write(folder.resolve("hello.tar"), "example.test/hello:1");
            two.importImages(folder.resolve("hello.tar"));
            start(one, registry.add("hello", hello));
            start(two, "example.test/hello:1");
            String first = answers(one);
            String second = answers(two);
            assertFalse(first.equals(second), first);
            assertTrue(log(one).contains("GET /"), () -> "log");
            assertTrue(Exec.run(one.api(), PODS + "/hello", List.of("/hello", "say", "I", "am", "here")).contains("I am here"));
            restartsWhatFails(one);
            survivesItsKubelet(two);
            one.api().delete(PODS + "/hello", null);
            new Waiting(one.api()).untilGone(PODS + "/hello");
            // The other has its pod still: what a pod is goes with its cell.
            pods = CellEvidence.ofPods(west, westNode.bridge());
            assertTrue(pods.size() >= 2 && pods.stream().allMatch(Files::exists), pods::toString);
        }
        assertEquals(List.of(), CellEvidence.left(east, eastNode.bridge(), eastNode.cgroup()));
        assertEquals(List.of(), CellEvidence.left(west, westNode.bridge(), westNode.cgroup()));
        assertEquals(List.of(), pods.stream().filter(Files::exists).toList());
    }

    private static void start(TestCell cell, String image) throws Exception {
        new Waiting(cell.api()).untilThere("/api/v1/namespaces/default/serviceaccounts/default");
        cell.api().post(PODS, ApiClient.object("""
            {"metadata": {"name": "hello"}, "spec": {"terminationGracePeriodSeconds": 2, "containers": [{"name": "c", "image": "%s",
              "imagePullPolicy": "IfNotPresent", "readinessProbe": {"httpGet": {"port": 8080}, "periodSeconds": 1}}]}}"""
            .formatted(image)));
    }

    private static JsonNode ready(TestCell cell) throws InterruptedException {
        return new Waiting(cell.api()).until(PODS + "/hello", it -> FakePodStatus.isTrue(it, "Ready"));
    }

    private static String answers(TestCell cell) throws Exception {
        HttpResponse<String> response = get(ready(cell).at("/status/podIP").asString(), "/");
        assertEquals(200, response.statusCode());
        assertEquals("hello from hello\n", response.body());
        return ready(cell).at("/status/podIP").asString();
    }

    private static HttpResponse<String> get(String address, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://" + address + ":8080" + path)).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String log(TestCell cell) throws Exception {
        return cell.api().text(PODS + "/hello/log");
    }

    private static void restartsWhatFails(TestCell cell) throws Exception {
        String address = ready(cell).at("/status/podIP").asString();
        try {
            get(address, "/exit?code=3");
        } catch (IOException e) {
            assertTrue(e.getMessage() == null || !e.getMessage().isEmpty(), "it ends without an answer");
        }
        JsonNode pod = new Waiting(cell.api()).until(PODS + "/hello",
            it -> it.at("/status/containerStatuses/0/restartCount").asInt(0) == 1 && FakePodStatus.isTrue(it, "Ready"));
        assertEquals(3, pod.at("/status/containerStatuses/0/lastState/terminated/exitCode").asInt());
    }

    private static void survivesItsKubelet(TestCell cell) throws Exception {
        cell.kubelet().kill();
        String node = "/api/v1/nodes/" + cell.nodeName();
        new Waiting(cell.api()).until(node, it -> !FakePodStatus.isTrue(it, "Ready"));
        cell.kubelet().start();
        answers(cell);
    }
}
