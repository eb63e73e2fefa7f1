package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static io.leengine.scheduler.k8s.Templates.namespace;
import static io.leengine.scheduler.k8s.Templates.version;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.scheduler.k8s.testcell.FakeNodes;
import io.leengine.scheduler.k8s.testcell.FakeNodesOptions;
import io.leengine.scheduler.k8s.testcell.TestCellExtension;
import io.leengine.scheduler.k8s.testcell.TestCellOptions;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that are cut every second while many instances come and go: what is known at the end is what is there. */
class CutWatchTest {
    /** Without its cache the apiserver soon forgets old versions, so that watches are refused (410) as well as cut. */
    @RegisterExtension
    static final TestCellExtension CELL = TestCellExtension.perClass(TestCellOptions.controlPlane()
        .withApiServerArgs("--watch-cache=false", "--etcd-compaction-interval=2s"));

    private static final int SECONDS = Integer.getInteger("leengine.cut.seconds", 15);
    private static final int INSTANCES = 500;
    private static final int VERSIONS = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What somebody knows who follows as the engine does: another watch where one breaks. */
    private static final class Follower {
        private final Map<String, Boolean> known = new ConcurrentHashMap<>();
        private final AtomicReference<Exception> error = new AtomicReference<>();
        private final AtomicBoolean ending = new AtomicBoolean();
        private final Thread thread;

        Follower(KubernetesScheduler scheduler) {
            thread = Thread.ofVirtual().start(() -> {
                while (!ending.get()) {
                    try (Watch<InstanceEvent> watch = scheduler.watch(ctx())) {
                        while (!ending.get()) {
                            watch.next(Duration.ofMillis(100)).ifPresent(this::take);
                        }
                    } catch (EngineException e) {
                        if (e.code() != ErrorCode.UNAVAILABLE) {
                            error.set(e);
                            return;
                        }
                        if (!restUnlessEnding()) {
                            return;
                        }
                    } catch (RuntimeException | InterruptedException e) {
                        error.set(e);
                        return;
                    }
                }
            });
        }

        private void take(InstanceEvent event) {
            switch (event) {
                case InstanceEvent.Listed listed -> {
                    known.clear();
                    listed.instances().forEach(this::put);
                }
                case InstanceEvent.Changed changed -> put(changed.instance());
                case InstanceEvent.Removed removed -> known.remove(removed.instance().id());
            }
        }

        private void put(Instance instance) {
            known.put(instance.id(), instance.ready());
        }

        /** As the engine does before it opens another watch. */
        private boolean restUnlessEnding() {
            try {
                Thread.sleep(20);
                return !ending.get();
            } catch (InterruptedException e) {
                return false;
            }
        }

        void close() throws InterruptedException {
            ending.set(true);
            thread.join();
            if (error.get() != null) {
                throw new AssertionError("The follower ended", error.get());
            }
        }
    }

    @Test
    void theEndStateIsExact() throws Exception {
        ClusterAccess access = CellOfTests.prepare(CELL.cell());
        try (FaultyLine line = new FaultyLine(CELL.cell().apiPort());
                FakeNodes nodes = FakeNodes.start(CELL.cell(), FakeNodesOptions.of(4));
                KubernetesClient administrator = CellOfTests.administrator(CELL.cell())) {
            assertEquals(4, nodes.names().size());
            KubernetesScheduler scheduler = new KubernetesScheduler(CellOfTests.options(new ClusterAccess(
                URI.create("https://127.0.0.1:" + line.port()), access.ca(), access.token(), "", ""), ""));
            Follower follower = new Follower(scheduler);
            try {
                scheduler.applyNamespace(ctx(), namespace("hello"));
                String churned = churn(scheduler, line);
                Map<String, Integer> wanted = new TreeMap<>();
                for (int i = 0; i < VERSIONS; i++) {
                    int count = INSTANCES / VERSIONS;
                    String name = "v" + i;
                    wanted.put(name, count);
                    Awaited.persist(LIMIT, () -> {
                        scheduler.applyVersion(ctx(), version("hello", name, count), java.util.List.of());
                        return null;
                    });
                }
                Duration there = Awaited.until(LIMIT, "all are ready there", () -> there(administrator).size() == INSTANCES
                    && there(administrator).values().stream().allMatch(ready -> ready));
                Duration here = Awaited.until(LIMIT, () -> "and known here: " + difference(follower.known, there(administrator))
                    + ", " + scheduler.health(), () -> follower.known.equals(there(administrator)));
                System.out.printf("%s; then %d instances ready after %d ms, and known here %d ms later%n", churned, INSTANCES,
                    there.toMillis(), here.toMillis());
            } finally {
                follower.close();
                scheduler.close();
            }
        }
    }

    private static String churn(KubernetesScheduler scheduler, FaultyLine line) throws Exception {
        Random random = new Random(7);
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        long cut = System.nanoTime();
        int cuts = 0;
        int stated = 0;
        int refused = 0;
        while (System.nanoTime() < end) {
            if (System.nanoTime() - cut > 1_000_000_000L) {
                line.cut();
                cuts++;
                cut = System.nanoTime();
            }
            try {
                scheduler.applyVersion(ctx(), version("hello", "v" + random.nextInt(VERSIONS),
                    random.nextInt(INSTANCES / VERSIONS + 1)), java.util.List.of());
                stated++;
            } catch (EngineException e) {
                refused++;
                assertEquals(ErrorCode.UNAVAILABLE, e.code(), e.getMessage());
            }
            Thread.sleep(20);
        }
        return SECONDS + " s, " + cuts + " cuts, " + stated + " times stated, " + refused + " times refused";
    }

    /** What is known and not there, there and not known, and otherwise than it is known. */
    private static String difference(Map<String, Boolean> known, Map<String, Boolean> there) {
        Map<String, Boolean> onlyHere = new TreeMap<>(known);
        onlyHere.keySet().removeAll(there.keySet());
        Map<String, Boolean> onlyThere = new TreeMap<>(there);
        onlyThere.keySet().removeAll(known.keySet());
        Map<String, Boolean> other = new TreeMap<>(known);
        other.entrySet().removeIf(each -> !there.containsKey(each.getKey())
            || there.get(each.getKey()).equals(each.getValue()));
        return "only here " + onlyHere + ", only there " + onlyThere + ", otherwise " + other;
    }

    private static Map<String, Boolean> there(KubernetesClient administrator) {
        Map<String, Boolean> there = new TreeMap<>();
        for (Pod pod : administrator.pods().inNamespace("hello").list().getItems()) {
            there.put(pod.getMetadata().getName(), pod.getMetadata().getDeletionTimestamp() == null
                && PodReading.isTrue(pod.getStatus(), "Ready"));
        }
        return there;
    }
}
