package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static io.leengine.scheduler.k8s.Templates.namespace;
import static io.leengine.scheduler.k8s.Templates.version;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.VersionSpec;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the engine sees of a cluster that is away, slow, restarted, or that does not let it in. */
class ClusterFaultsTest {
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.perClass(TestCellOptions.controlPlane());

    private static final Duration MARKED = Duration.ofSeconds(10);
    private static final Duration BACK = Duration.ofSeconds(30);

    private FaultyLine line;
    private KubernetesScheduler scheduler;
    private String prefix;

    @BeforeEach
    void open(TestInfo test) throws Exception {
        prefix = "f" + Integer.toHexString(test.getDisplayName().hashCode()) + "-";
        line = new FaultyLine(CELL.cell().apiPort());
        scheduler = new KubernetesScheduler(CellOfTests.options(throughLine(CellOfTests.prepare(CELL.cell())), prefix));
        scheduler.applyNamespace(ctx(), namespace("hello"));
    }

    private ClusterAccess throughLine(ClusterAccess access) {
        return new ClusterAccess(URI.create("https://127.0.0.1:" + line.port()), access.ca(), access.token(),
            access.certificate(), access.key());
    }

    @AfterEach
    void close() throws Exception {
        if (scheduler != null) {
            scheduler.close();
        }
        line.close();
    }

    private boolean isDown() {
        return scheduler.health().state() == Health.State.DOWN;
    }

    private boolean isUp() {
        return scheduler.health().state() == Health.State.UP;
    }

    @Test
    void aClusterNobodyHearsOfIsMarkedAndConvergesWhenItIsBack() throws Exception {
        Watch<InstanceEvent> watch = scheduler.watch(ctx());
        watch.next(MARKED);
        line.hold();
        Awaited.until(MARKED, "it is marked", this::isDown);
        EngineException told = assertThrows(EngineException.class, () -> watch.next(MARKED));
        assertEquals(ErrorCode.UNAVAILABLE, told.code(), "who watches is told");
        long began = System.nanoTime();
        EngineException refused = assertThrows(EngineException.class,
            () -> scheduler.applyVersion(ctx(), version("hello", "v1", 1), List.of()));
        assertEquals(ErrorCode.UNAVAILABLE, refused.code());
        assertTrue(System.nanoTime() - began < 2_000_000_000L, "at once, without asking the cluster");
        assertTrue(refused.getMessage().contains("did not answer in time"), refused.getMessage());
        line.free();
        Awaited.until(BACK, "it is up again", this::isUp);
        scheduler.applyVersion(ctx(), version("hello", "v1", 1), List.of());
        assertEquals(List.of(version("hello", "v1", 1)), scheduler.versions(ctx(), "hello"));
    }

    @Test
    void aConnectionNobodyAnswersOnIsReplaced() throws Exception {
        scheduler.applyVersion(ctx(), version("hello", "v1", 1), List.of());
        line.strand();
        Awaited.until(MARKED, "it is marked", this::isDown);
        Awaited.until(BACK, "it is up on other connections", this::isUp);
        scheduler.applyVersion(ctx(), version("hello", "v2", 1), List.of());
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            administrator.apps().replicaSets().inNamespace(prefix + "hello").withName("hello-v1").scale(2);
        }
        Awaited.until(BACK, "what changes is followed on them", () -> scheduler.versions(ctx(), "hello").equals(
            List.of(version("hello", "v1", 2), version("hello", "v2", 1))));
    }

    @Test
    void whoeverWatchesIsToldWhenTheEngineIsNoLongerLetIn() throws Exception {
        Watch<InstanceEvent> watch = scheduler.watch(ctx());
        watch.next(MARKED);
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            administrator.serviceAccounts().inNamespace("leengine-system").withName("leengine").delete();
        }
        line.cut(); // whoever was let in is asked again only when he comes again
        Awaited.until(Duration.ofSeconds(90), "who watches is told", () -> {
            line.cut();
            try {
                watch.next(Duration.ofSeconds(1));
                return false;
            } catch (EngineException e) {
                return e.code() == ErrorCode.UNAVAILABLE;
            }
        });
        for (Awaited.Call<?> call : List.<Awaited.Call<?>>of(() -> scheduler.watch(ctx()), () -> scheduler.status(ctx()),
                () -> scheduler.namespaces(ctx()))) {
            EngineException told = assertThrows(EngineException.class, call::make);
            assertEquals(ErrorCode.UNAVAILABLE, told.code());
            assertTrue(told.getMessage().contains("does not know the engine's token"), told.getMessage());
        }
        assertTrue(isDown());
    }

    @Test
    void anApiserverThatRestartsInTheMiddleOfDeploysLosesNothing() throws Exception {
        List<VersionSpec> stated = new ArrayList<>();
        CountDownLatch killed = new CountDownLatch(1);
        Thread restarts = Thread.ofVirtual().start(() -> {
            try {
                CELL.cell().apiServer().kill();
                killed.countDown();
                CELL.cell().apiServer().start(); // returns when it answers
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 10; i < 40; i++) {
            if (i == 15) {
                assertTrue(killed.await(60, TimeUnit.SECONDS), "in the middle");
            }
            VersionSpec spec = version("hello", "v" + i, 0);
            Awaited.persist(Duration.ofSeconds(60), () -> {
                scheduler.applyVersion(ctx(), spec, List.of());
                return null;
            });
            stated.add(spec);
        }
        restarts.join();
        assertEquals(stated, Awaited.persist(BACK, () -> scheduler.versions(ctx(), "hello")));
        Awaited.until(BACK, "it is up", this::isUp);
    }

    @Test
    void oneThatAnswersSlowlyIsWaitedForOnlyAsLongAsThereIsTime() throws Exception {
        line.slow(4_000);
        long began = System.nanoTime();
        EngineException late = assertThrows(EngineException.class, () -> scheduler.applyVersion(
            io.leengine.spi.CallContext.of("test", Duration.ofSeconds(2)), version("hello", "v1", 0), List.of()));
        assertTrue(late.code() == ErrorCode.TIMEOUT || late.code() == ErrorCode.UNAVAILABLE, late.toString());
        assertTrue(System.nanoTime() - began < 3_500_000_000L, "within its time");
        line.free();
        Awaited.until(BACK, "it is up", this::isUp);
    }

    @Test
    void withoutTheRightItIsSaidWhichIsMissing() throws Exception {
        try (KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            administrator.serviceAccounts().inNamespace("default").resource(new ServiceAccountBuilder().withNewMetadata()
                .withName("nobody").endMetadata().build()).createOr(present -> present.patch());
        }
        ClusterAccess nobody = ClusterAccess.of(Files.readString(CELL.cell().serviceAccountKubeconfig("default", "nobody",
            Duration.ofMinutes(10))));
        KubernetesScheduler helpless = new KubernetesScheduler(CellOfTests.options(nobody, prefix));
        try {
            Awaited.until(MARKED, "it says so", () -> helpless.health().message().contains("may not list nodes in the whole "
                + "cluster"));
            EngineException refused = assertThrows(EngineException.class, () -> helpless.namespaces(ctx()));
            assertEquals(ErrorCode.UNAVAILABLE, refused.code());
            assertTrue(refused.getMessage().contains("may not list"), refused.getMessage());
        } finally {
            helpless.close();
        }
    }

    @Test
    void aTokenNobodyKnowsIsSaidToBeSo() throws Exception {
        ClusterAccess access = CellOfTests.prepare(CELL.cell());
        KubernetesScheduler unknown = new KubernetesScheduler(CellOfTests.options(new ClusterAccess(access.server(),
            access.ca(), "not-a-token", "", ""), prefix));
        try {
            Awaited.until(MARKED, "it says so", () -> unknown.health().message().contains("does not know the engine's token"));
        } finally {
            unknown.close();
        }
    }

    @Test
    void whereNobodyListensThatIsSaid() throws Exception {
        ClusterAccess access = CellOfTests.prepare(CELL.cell());
        KubernetesScheduler alone = new KubernetesScheduler(CellOfTests.options(new ClusterAccess(
            URI.create("https://127.0.0.1:1"), access.ca(), access.token(), "", ""), prefix));
        try {
            Awaited.until(MARKED, "it says so", () -> alone.health().message().contains("nobody answers at https://127.0.0.1:1"));
        } finally {
            alone.close();
        }
    }
}
