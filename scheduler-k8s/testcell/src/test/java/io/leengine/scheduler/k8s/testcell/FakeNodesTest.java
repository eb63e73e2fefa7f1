package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FakeNodesTest {

    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.perClass(
        TestCellOptions.controlPlane().withNodeGrace(Duration.ofSeconds(4)));

    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";

    private static FakeNodes nodes;

    @BeforeAll
    static void startNodes() throws Exception {
        nodes = FakeNodes.start(CELL.cell(), FakeNodesOptions.of(3).withHeartbeat(Duration.ofSeconds(1))
            .withLabels(it -> Map.of("topology.kubernetes.io/zone", "zone-" + it))
            .withBehaviour(it -> switch (it.labels().getOrDefault("fate", "ready")) {
                case "late" -> new PodFate.Ready(Duration.ofSeconds(1));
                case "unready" -> new PodFate.Unready();
                case "stuck" -> new PodFate.NeverStarts();
                case "no-image" -> new PodFate.PullFails("manifest unknown");
                case "memory" -> PodFate.outOfMemory();
                case "evicted" -> new PodFate.Evicted("The node was low on resource: memory.");
                default -> PodFate.ready();
            }));
    }

    @AfterAll
    static void endNodes() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @Test
    void podsBecomeReadyWithAddressesOfTheirOwn() throws Exception {
        JsonNode one = run("one", "ready", FakeNodesTest::ready);
        JsonNode two = run("two", "late", FakeNodesTest::ready);
        assertEquals("Running", one.at("/status/phase").asString());
        assertTrue(one.at("/status/podIP").asString().startsWith("127."), one::toString);
        assertNotEquals(one.at("/status/podIP"), two.at("/status/podIP"));
        assertTrue(one.at("/status/containerStatuses/0/state/running/startedAt").isString(), one::toString);
        assertTrue(FakePodStatus.isTrue(one, "PodScheduled"), one::toString);
        nodes.change("default", "one", new PodFate.Unready());
        until("one", it -> !ready(it));
        nodes.change("default", "one", PodFate.ready());
        until("one", FakeNodesTest::ready);
        delete("one");
        delete("two");
    }

    @Test
    void podsFailAsTheyAreTold() throws Exception {
        JsonNode unready = run("unready", "unready", it -> it.at("/status/phase").asString("").equals("Running"));
        assertTrue(!ready(unready), unready::toString);
        run("stuck", "stuck", it -> waits(it, "ContainerCreating"));
        JsonNode image = run("no-image", "no-image", it -> waits(it, "ImagePullBackOff"));
        assertTrue(image.at("/status/containerStatuses/0/state/waiting/message").asString().contains("manifest unknown"),
            image::toString);
        JsonNode memory = run("memory", "memory", it -> waits(it, "CrashLoopBackOff"));
        assertEquals("OOMKilled", memory.at("/status/containerStatuses/0/lastState/terminated/reason").asString());
        assertEquals(137, memory.at("/status/containerStatuses/0/lastState/terminated/exitCode").asInt());
        JsonNode evicted = run("evicted", "evicted", it -> it.at("/status/phase").asString("").equals("Failed"));
        assertEquals("Evicted", evicted.at("/status/reason").asString());
        for (String each : new String[] {"unready", "stuck", "no-image", "memory", "evicted"}) {
            delete(each);
        }
    }

    @Test
    void aLostNodeIsGivenUpAndComesBack() throws Exception {
        JsonNode pod = run("left", "ready", FakeNodesTest::ready);
        String node = pod.at("/spec/nodeName").asString();
        nodes.lose(node);
        until("/api/v1/nodes/" + node, it -> !FakePodStatus.isTrue(it, "Ready"));
        until("left", it -> !ready(it));
        nodes.recover(node);
        until("/api/v1/nodes/" + node, it -> FakePodStatus.isTrue(it, "Ready"));
        until("left", FakeNodesTest::ready);
        delete("left");
    }

    @Test
    void aReplicaSetIsReadyAlsoWhenTheApiIsKilledMeanwhile() throws Exception {
        CELL.cell().api().post(SETS, ApiClient.object("""
            {"metadata": {"name": "many"}, "spec": {"replicas": 300, "selector": {"matchLabels": {"app": "many"}},
             "template": {"metadata": {"labels": {"app": "many"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}}}"""));
        until(SETS + "/many", it -> it.at("/status/readyReplicas").asInt(0) > 20);
        CELL.cell().apiServer().kill();
        CELL.cell().apiServer().start();
        until(SETS + "/many", it -> it.at("/status/readyReplicas").asInt(0) == 300);
        CELL.cell().api().delete(SETS + "/many", ApiClient.object().put("propagationPolicy", "Foreground"));
        until(PODS + "?labelSelector=app%3Dmany", it -> it.path("items").isEmpty());
    }

    private static JsonNode run(String name, String fate, Predicate<JsonNode> so) throws Exception {
        ObjectNode pod = ApiClient.object("{\"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"registry/image:1\"}]}}");
        pod.putObject("metadata").put("name", name).putObject("labels").put("fate", fate);
        waiting().untilThere("/api/v1/namespaces/default/serviceaccounts/default");
        CELL.cell().api().post(PODS, pod);
        return until(name, so);
    }

    private static JsonNode until(String what, Predicate<JsonNode> so) throws InterruptedException {
        return waiting().until(what.startsWith("/") ? what : PODS + "/" + what, so);
    }

    private static Waiting waiting() {
        return new Waiting(CELL.cell().api());
    }

    private static boolean ready(JsonNode pod) {
        return FakePodStatus.isTrue(pod, "Ready");
    }

    private static boolean waits(JsonNode pod, String reason) {
        return pod.at("/status/containerStatuses/0/state/waiting/reason").asString("").equals(reason);
    }

    private static void delete(String name) throws Exception {
        CELL.cell().api().delete(PODS + "/" + name, null);
        waiting().untilGone(PODS + "/" + name);
    }
}
