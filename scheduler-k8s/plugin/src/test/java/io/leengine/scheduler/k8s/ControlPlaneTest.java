package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static io.leengine.scheduler.k8s.Templates.namespace;
import static io.leengine.scheduler.k8s.Templates.template;
import static io.leengine.scheduler.k8s.Templates.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.VersionSpec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is stated becomes objects of a real control plane, with the least rights. */
class ControlPlaneTest {
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.shared(TestCellOptions.controlPlane());

    private static final Duration SOON = Duration.ofSeconds(20);

    private KubernetesScheduler scheduler;
    private KubernetesClient administrator;
    private String prefix;
    private ClusterAccess access;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        prefix = "p" + Integer.toHexString(test.getDisplayName().hashCode()) + "-";
        access = CellOfTests.prepare(CELL.cell());
        scheduler = new KubernetesScheduler(CellOfTests.options(access, prefix));
        administrator = CellOfTests.administrator(CELL.cell());
    }

    @AfterEach
    void close() throws Exception {
        scheduler.close();
        administrator.close();
    }

    private ReplicaSet set(String name) {
        return administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-" + name).get();
    }

    private List<String> driftEvents() throws Exception {
        return scheduler.events(ctx(), "hello").stream().filter(each -> each.reason().equals("Drift"))
            .map(each -> each.version() + ": " + each.message()).toList();
    }

    @Test
    void whatIsStatedIsReadAgain() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        VersionSpec spec = version("hello", "v1", 2);
        VersionSpec plain = new VersionSpec(version("hello", "v2", 0).key(), template(Map.of()), 0);
        scheduler.applyVersion(ctx(), spec, List.of());
        scheduler.applyVersion(ctx(), plain, List.of());
        assertEquals(List.of(spec, plain), scheduler.versions(ctx(), "hello"));
        KubernetesScheduler second = new KubernetesScheduler(CellOfTests.options(access, prefix));
        try {
            assertEquals(List.of("hello"), second.namespaces(ctx()));
            assertEquals(List.of(spec, plain), second.versions(ctx(), "hello"), "it is all in the cluster");
        } finally {
            second.close();
        }
        assertEquals("", scheduler.health().message());
        assertEquals(List.of(), driftEvents(), "what the cluster adds by itself is no drift");
    }

    @Test
    void whatIsAsItShouldBeIsNotStatedAgain() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        ReplicaSet before = set("v1");
        long requests = changes();
        assertTrue(requests > 0, "they are counted");
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        scheduler.versions(ctx(), "hello");
        assertEquals(requests, changes());
        assertEquals(before.getMetadata().getResourceVersion(), set("v1").getMetadata().getResourceVersion());
    }

    /** Returns how often the apiserver was asked to state or make something in these namespaces' kinds. */
    private long changes() throws Exception {
        return CELL.cell().api().text("/metrics").lines().filter(line -> line.startsWith("apiserver_request_total{"))
            .filter(line -> line.contains("verb=\"APPLY\"") || line.contains("verb=\"GET\"") && line.contains("\"secrets\""))
            .filter(line -> line.contains("\"replicasets\"") || line.contains("\"secrets\"") || line.contains("\"services\""))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }

    @Test
    void anEnvironmentIsNowhereButInItsSecret() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        InstanceTemplate secretive = template(Map.of("PASSWORD", "tell-nobody"));
        scheduler.applyVersion(ctx(), new VersionSpec(version("hello", "v1", 0).key(), secretive, 1), List.of());
        ReplicaSet set = set("v1");
        assertFalse(administrator.getKubernetesSerialization().asJson(set).contains("tell-nobody"));
        Secret secret = administrator.secrets().inNamespace(prefix + "hello").withName("hello-v1").get();
        assertEquals("tell-nobody", new String(Base64.getDecoder().decode(secret.getData().get("PASSWORD")),
            StandardCharsets.UTF_8));
        assertEquals(set.getMetadata().getUid(), secret.getMetadata().getOwnerReferences().getFirst().getUid());
        scheduler.deleteVersion(ctx(), version("hello", "v1", 0).key());
        Awaited.until(SOON, "the secret goes with its version", () ->
            administrator.secrets().inNamespace(prefix + "hello").withName("hello-v1").get() == null);
    }

    @Test
    void aSecretThatWasRemovedByHandIsMadeAgain() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        administrator.secrets().inNamespace(prefix + "hello").withName("hello-v1").delete();
        KubernetesScheduler second = new KubernetesScheduler(CellOfTests.options(access, prefix));
        try {
            VersionSpec seen = second.versions(ctx(), "hello").getFirst();
            assertFalse(seen.equals(version("hello", "v1", 0)), "the engine sees that it is not as stated");
            second.applyVersion(ctx(), version("hello", "v1", 0), List.of());
            assertEquals(List.of(version("hello", "v1", 0)), second.versions(ctx(), "hello"));
        } finally {
            second.close();
        }
    }

    @Test
    void whatWasChangedByHandIsToldAndPutRight() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").edit(set -> {
            set.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("somebody/elses:latest");
            return set;
        });
        Awaited.until(SOON, "the event", () -> !driftEvents().isEmpty());
        assertTrue(driftEvents().getFirst().startsWith("v1: It was changed in the cluster, not by the engine: "
            + "spec.template.spec.containers[0].image"), driftEvents().toString());
        Awaited.until(SOON, "the image stated", () -> set("v1").getSpec().getTemplate().getSpec().getContainers().getFirst()
            .getImage().startsWith("127.0.0.1:5000/team/hello@sha256:"));
        administrator.services().inNamespace(prefix + "hello").withName("hello").delete();
        Awaited.until(SOON, "the service is back", () -> {
            scheduler.applyNamespace(ctx(), namespace("hello"));
            return administrator.services().inNamespace(prefix + "hello").withName("hello").get() != null;
        });
        assertEquals(1, driftEvents().size(), "told once");
    }

    private boolean areTolerated(long seconds) {
        return set("v1").getSpec().getTemplate().getSpec().getTolerations().stream()
            .allMatch(each -> each.getTolerationSeconds() == seconds);
    }

    @Test
    void anotherSettingIsStatedAndNobodyIsBlamed() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        scheduler.close();
        Options before = CellOfTests.options(access, prefix);
        scheduler = new KubernetesScheduler(new Options(before.cell(), access, prefix, 1_000, 8_080, 77, before.rackLabel(),
            "baseline", true));
        Awaited.until(SOON, "the new setting", () -> areTolerated(77));
        KubernetesScheduler beside = new KubernetesScheduler(before);
        try {
            Awaited.until(SOON, "that of another engine", () -> areTolerated(before.nodeLossSeconds()));
            Awaited.until(SOON, "who deploys has the last word, and the other does not go on about it", () -> {
                long generation = set("v1").getMetadata().getGeneration();
                scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
                return areTolerated(77) && generation == set("v1").getMetadata().getGeneration();
            });
        } finally {
            beside.close();
        }
        assertEquals(List.of(version("hello", "v1", 0)), scheduler.versions(ctx(), "hello"));
        assertEquals(List.of(), driftEvents());
    }

    @Test
    void anObjectNobodyForesawKeepsNoOtherFromBeingKnown() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").edit(set -> {
            set.getMetadata().getAnnotations().computeIfPresent(Names.TEMPLATE, (name, text) -> text.replace("GREETING", "A-B"));
            return set;
        });
        scheduler.applyVersion(ctx(), version("hello", "v2", 0), List.of());
        Awaited.until(SOON, "it is told", () -> driftEvents().stream().anyMatch(each -> each.startsWith("v1: ")));
        KubernetesScheduler second = new KubernetesScheduler(CellOfTests.options(access, prefix));
        try {
            assertEquals(List.of(version("hello", "v2", 0)), second.versions(ctx(), "hello"));
            second.applyVersion(ctx(), version("hello", "v1", 0), List.of());
            assertEquals(List.of(version("hello", "v1", 0), version("hello", "v2", 0)), second.versions(ctx(), "hello"));
        } finally {
            second.close();
        }
    }

    @Test
    void anEventOfALongNameIsOfTheRightVersion() throws Exception {
        String name = "v" + "1".repeat(60);
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", name, 1), List.of());
        Awaited.until(SOON, "an event of its instance", () -> scheduler.events(ctx(), "hello").stream()
            .anyMatch(each -> !each.instance().isEmpty()));
        assertEquals(List.of(), scheduler.events(ctx(), "hello").stream().filter(each -> !each.instance().isEmpty())
            .filter(each -> !each.version().equals(name)).toList());
    }

    @Test
    void aClockThatIsAMinuteWrongDatesNoEvent() throws Exception {
        scheduler.close();
        scheduler = new KubernetesScheduler(CellOfTests.options(access, prefix),
            Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-1)));
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").edit(set -> {
            set.getSpec().getTemplate().getSpec().setTerminationGracePeriodSeconds(77L);
            return set;
        });
        Awaited.until(SOON, "the event", () -> !driftEvents().isEmpty());
        assertFalse(scheduler.events(ctx(), "hello").stream().filter(each -> each.reason().equals("Drift")).findFirst()
            .orElseThrow().at().isBefore(began), "it is by the cluster's clock, as all others are");
    }

    @Test
    void whatWasChangedByHandIsLeftWhereThatIsWished() throws Exception {
        scheduler.close();
        Options options = CellOfTests.options(access, prefix);
        scheduler = new KubernetesScheduler(new Options(options.cell(), access, prefix, 10, 8_080, 5, options.rackLabel(),
            "baseline", false));
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").edit(set -> {
            set.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("somebody/elses:latest");
            return set;
        });
        Awaited.until(SOON, "the event", () -> driftEvents().stream().anyMatch(each -> each.contains("It is left so.")));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        assertEquals("somebody/elses:latest", set("v1").getSpec().getTemplate().getSpec().getContainers().getFirst().getImage());
    }

    @Test
    void aNamespaceOfOthersIsNeitherTakenNorRemoved() throws Exception {
        administrator.namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(prefix + "theirs").endMetadata()
            .build()).create();
        EngineException refused = assertThrows(EngineException.class,
            () -> scheduler.applyNamespace(ctx(), namespace("theirs")));
        assertEquals(ErrorCode.CONFLICT, refused.code());
        scheduler.deleteNamespace(ctx(), "theirs");
        assertEquals(null, administrator.namespaces().withName(prefix + "theirs").get().getMetadata().getDeletionTimestamp());
        assertEquals(List.of(), scheduler.namespaces(ctx()));
    }

    @Test
    void aNamespaceRemovedByHandIsMadeAnew() throws Exception {
        scheduler.applyNamespace(ctx(), namespace("hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        administrator.namespaces().withName(prefix + "hello").delete();
        Awaited.until(SOON, "the engine sees it", () -> scheduler.namespaces(ctx()).isEmpty());
        scheduler.applyNamespace(ctx(), namespace("hello"));
        assertEquals(List.of(), scheduler.versions(ctx(), "hello"));
        scheduler.applyVersion(ctx(), version("hello", "v1", 0), List.of());
        assertEquals(List.of(version("hello", "v1", 0)), scheduler.versions(ctx(), "hello"));
    }
}
