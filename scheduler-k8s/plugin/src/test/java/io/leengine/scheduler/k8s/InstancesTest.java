package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static io.leengine.scheduler.k8s.Templates.namespace;
import static io.leengine.scheduler.k8s.Templates.template;
import static io.leengine.scheduler.k8s.Templates.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.k8s.testcell.FakeNodes;
import io.leengine.scheduler.k8s.testcell.FakeNodesOptions;
import io.leengine.scheduler.k8s.testcell.FakePod;
import io.leengine.scheduler.k8s.testcell.PodFate;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionSpec;
import io.leengine.tck.InstanceMirror;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the engine is told of instances, on a real control plane whose nodes do what a test says. */
class InstancesTest {
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.perClass(TestCellOptions.controlPlane()
        .withNodeGrace(Duration.ofSeconds(20)));

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int NODES = 3;

    private FakeNodes nodes;
    private KubernetesScheduler scheduler;
    private InstanceMirror mirror;
    private String prefix;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        prefix = "i" + Integer.toHexString(test.getDisplayName().hashCode()) + "-";
        nodes = FakeNodes.start(CELL.cell(), FakeNodesOptions.of(NODES).withHeartbeat(Duration.ofSeconds(1))
            .withPrefix(prefix + "node").withBehaviour(InstancesTest::fate)
            .withLabels(i -> Map.of("topology.kubernetes.io/zone", prefix + (i == 0 ? "rack-a" : "rack-b"))));
        scheduler = new KubernetesScheduler(CellOfTests.options(CellOfTests.prepare(CELL.cell()), prefix));
        scheduler.applyNamespace(ctx(), namespace("hello"));
        mirror = new InstanceMirror(scheduler.watch(ctx()));
    }

    @AfterEach
    void close() throws Exception {
        mirror.close();
        scheduler.deleteNamespace(ctx(), "hello");
        Awaited.until(LIMIT, "all is gone", () -> scheduler.status(ctx()).nodes().stream()
            .mapToInt(CellStatus.Node::instances).sum() == 0);
        scheduler.close();
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            nodes.close();
            nodes.names().forEach(node -> administrator.nodes().withName(node).delete());
        }
    }

    /** A version is called after what becomes of it. */
    private static PodFate fate(FakePod pod) {
        return switch (pod.labels().getOrDefault(Names.VERSION, "")) {
            case "absent" -> new PodFate.PullFails("rpc error: code = NotFound: failed to resolve reference: not found");
            case "denied" -> new PodFate.PullFails("failed to authorize: unexpected status: 401 Unauthorized");
            case "crash" -> new PodFate.Crashes(3, "Error", "begin\nit broke on purpose\n", 4);
            case "hungry" -> PodFate.outOfMemory();
            case "deaf" -> new PodFate.Unready();
            case "slow" -> new PodFate.NeverStarts();
            default -> PodFate.ready();
        };
    }

    private void apply(String version, int instances, String... retire) throws InterruptedException {
        scheduler.applyVersion(ctx(), version("hello", version, instances), List.of(retire));
    }

    private List<Instance> ready(int count) throws InterruptedException {
        return mirror.await(all -> all.size() == count && all.stream().allMatch(Instance::ready), LIMIT);
    }

    private static Set<String> ids(List<Instance> instances) {
        return instances.stream().map(Instance::id).collect(Collectors.toSet());
    }

    private Instance failing(String version) throws InterruptedException {
        apply(version, 1);
        Instance found = mirror.await(all -> all.stream().anyMatch(each -> each.version().version().equals(version)
            && !each.reason().isEmpty()), LIMIT).stream().filter(each -> each.version().version().equals(version)).findFirst()
            .orElseThrow();
        assertFalse(found.ready());
        return found;
    }

    @Test
    void whyAnInstanceDoesNotRunIsSaidInAPersonsWords() throws Exception {
        Instance absent = failing("absent");
        assertEquals(Instance.State.BACKING_OFF, absent.state());
        assertTrue(absent.reason().matches("The image 127.0.0.1:5000/team/hello@sha256:.* is not in its registry\\."),
            absent.reason());
        assertTrue(failing("denied").reason().startsWith("There is no permission to pull the image"));
        Instance crash = failing("crash");
        assertEquals("It ended with exit status 3. Its last lines: begin\nit broke on purpose", crash.reason());
        assertEquals(4, crash.restarts());
        assertEquals("It used more memory than the 32 MiB it may, and was killed.", failing("hungry").reason());
        InstanceTemplate huge = template(Map.of());
        InstanceTemplate wide = new InstanceTemplate(huge.image(), List.of(), Map.of(), 0, 60_000, huge.memoryBytes(),
            huge.health(), huge.grace());
        scheduler.applyVersion(ctx(), new VersionSpec(version("hello", "wide", 0).key(), wide, NODES + 1), List.of());
        Instance homeless = mirror.await(all -> all.stream().anyMatch(each -> each.reason().startsWith("There is no room")),
            LIMIT).stream().filter(each -> each.reason().startsWith("There is no room")).findFirst().orElseThrow();
        assertTrue(homeless.reason().contains("Insufficient cpu"), homeless.reason());
        assertEquals(Instance.State.PENDING, homeless.state());
    }

    @Test
    void theOneChosenGoesThoughAnotherIsNotReady() throws Exception {
        apply("v1", 3);
        List<Instance> three = ready(3);
        Instance chosen = three.getFirst();
        Instance weak = three.getLast();
        nodes.change(prefix + "hello", weak.id(), new PodFate.Unready());
        mirror.await(all -> all.stream().anyMatch(each -> each.id().equals(weak.id()) && !each.ready()), LIMIT);
        apply("v1", 2, chosen.id());
        mirror.await(all -> all.size() == 2 && !ids(all).contains(chosen.id()), LIMIT);
        nodes.behave(pod -> PodFate.ready());
        assertTrue(scheduler.versions(ctx(), "hello").contains(version("hello", "v1", 2)));
    }

    @Test
    void nothingIsEndedWhoseVersionStillHasItsNumber() throws Exception {
        apply("v1", 2);
        List<Instance> two = ready(2);
        Instance chosen = two.getFirst();
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            // Somebody's own wish is no choice of the engine's.
            administrator.pods().inNamespace(prefix + "hello").withName(two.getLast().id()).edit(pod -> pod.edit().editMetadata()
                .addToAnnotations(Names.DELETION_COST, String.valueOf(Integer.MIN_VALUE)).endMetadata().build());
            mayPatchSets(administrator, false);
            EngineException refused = assertThrows(EngineException.class, () -> apply("v1", 1, chosen.id()));
            assertTrue(refused.getMessage().contains("may not patch replicasets"), refused.getMessage());
            assertEquals("1", administrator.pods().inNamespace(prefix + "hello").withName(chosen.id()).get().getMetadata()
                .getAnnotations().get(Names.RETIRE_AT));
            mayPatchSets(administrator, true);
            apply("v2", 1);
            Set<String> three = ids(ready(3));
            assertTrue(three.containsAll(ids(two)), "both are there while another came and was ready");
            apply("v1", 1, chosen.id());
            mirror.await(all -> all.size() == 2 && !ids(all).contains(chosen.id()), LIMIT);
        }
    }

    private void mayPatchSets(KubernetesClient administrator, boolean may) throws Exception {
        administrator.rbac().clusterRoles().withName(Names.NAMESPACE_ROLE).edit(role -> {
            role.getRules().stream().filter(rule -> rule.getResources().contains("replicasets"))
                .forEach(rule -> rule.setVerbs(may ? List.of("get", "create", "patch", "delete") : List.of("get")));
            return role;
        });
        Awaited.until(LIMIT, "the apiserver goes by that", () -> administrator.resource(new SubjectAccessReviewBuilder()
            .withNewSpec().withUser("system:serviceaccount:leengine-system:leengine").withNewResourceAttributes()
            .withVerb("patch").withGroup("apps").withResource("replicasets").withNamespace(prefix + "hello")
            .endResourceAttributes().endSpec().build()).create().getStatus().getAllowed() == may);
    }

    @Test
    void instancesAreSpreadOverRacksAndNodes() throws Exception {
        apply("v1", 6);
        Map<String, Long> byNode = ready(6).stream().collect(Collectors.groupingBy(Instance::node, Collectors.counting()));
        assertEquals(NODES, byNode.size(), byNode.toString());
        assertTrue(byNode.get(prefix + "node-0") >= 2 && byNode.get(prefix + "node-0") <= 4, byNode.toString());
    }

    @Test
    void aLostNodesInstancesAreReplaced() throws Exception {
        apply("v1", 4);
        List<Instance> before = ready(4);
        String lost = before.getFirst().node();
        nodes.lose(lost);
        List<Instance> after = mirror.await(all -> all.stream().filter(Instance::ready)
            .filter(each -> !each.node().equals(lost)).count() == 4, LIMIT);
        assertTrue(after.stream().filter(each -> each.node().equals(lost)).noneMatch(Instance::ready), after.toString());
        assertTrue(after.stream().filter(each -> each.node().equals(lost))
            .allMatch(each -> each.reason().equals("Its node " + lost + " does not answer.")), after.toString());
        assertFalse(scheduler.status(ctx()).nodes().stream().filter(each -> each.name().equals(lost)).findFirst()
            .orElseThrow().ready());
        nodes.recover(lost);
        ready(4);
    }

    @Test
    void anEvictedInstanceIsReplacedAndClearedAway() throws Exception {
        apply("v1", 2);
        List<Instance> before = ready(2);
        String evicted = before.getFirst().id();
        nodes.change(prefix + "hello", evicted, new PodFate.Evicted("The node was low on memory."));
        mirror.await(all -> all.size() == 2 && all.stream().allMatch(Instance::ready) && !ids(all).contains(evicted), LIMIT);
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            Awaited.until(LIMIT, "it is cleared away", () -> administrator.pods().inNamespace(prefix + "hello")
                .withName(evicted).get() == null);
        }
    }

    @Test
    void aPodThatLosesItsLabelsIsNoInstanceAnyMore() throws Exception {
        apply("v1", 2);
        String lost = ready(2).getFirst().id();
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            administrator.pods().inNamespace(prefix + "hello").withName(lost).edit(pod -> {
                pod.getMetadata().getLabels().clear();
                return pod;
            });
            mirror.await(all -> all.size() == 2 && all.stream().allMatch(Instance::ready) && !ids(all).contains(lost), LIMIT);
            administrator.pods().inNamespace(prefix + "hello").withName(lost).delete();
        }
    }

    @Test
    void roomIsWhatIsLeftOfTheNodes() throws Exception {
        apply("v1", 3);
        ready(3);
        CellStatus status = scheduler.status(ctx());
        List<CellStatus.Node> own = status.nodes().stream().filter(node -> node.name().startsWith(prefix)).toList();
        assertEquals(NODES, own.size());
        assertEquals(150, own.stream().mapToLong(CellStatus.Node::cpuMillisAsked).sum());
        assertEquals(3 * (32L << 20), own.stream().mapToLong(CellStatus.Node::memoryBytesAsked).sum());
        InstanceTemplate usual = template(Map.of());
        EngineException refused = assertThrows(EngineException.class, () -> scheduler.applyVersion(ctx(), new VersionSpec(
            version("hello", "huge", 0).key(), new InstanceTemplate(usual.image(), List.of(), Map.of(), 0, 50, 1L << 45,
                usual.health(), usual.grace()), 1), List.of()));
        assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, refused.code());
        assertEquals("memoryBytes", refused.field().orElseThrow());
    }

    @Test
    void whatIsScaledByHandIsSeen() throws Exception {
        apply("v1", 2);
        ready(2);
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").scale(3);
            ready(3);
            assertEquals(3, scheduler.versions(ctx(), "hello").getFirst().instances(), "the engine sees it, and states its own");
            apply("v1", 2);
            ready(2);
            Set<String> here = new HashSet<>(ids(ready(2)));
            assertEquals(here, administrator.pods().inNamespace(prefix + "hello").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null).map(pod -> pod.getMetadata().getName())
                .collect(Collectors.toSet()));
        }
    }
}
