package io.leengine.engine.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.DryRun;
import io.leengine.engine.Platform.Drain;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Part;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.CellPlugin;
import io.leengine.engine.sim.GroupPlugin;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.loadbalancer.Upstream;
import io.leengine.spi.scheduler.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReconcilerTest {
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "test", "");
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final World world = new World();
    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final Desires desires = new Desires(store, world);
    private CellPlugin a;
    private CellPlugin b;
    private GroupPlugin group;
    private TestEngine engine;

    @BeforeEach
    void begin() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "a"));
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "b"));
            session.parts().insert(TestEngine.part(SeamKind.LOAD_BALANCER, "g"));
            return null;
        });
        registry.push("hello", "latest", "x");
        a = world.cell("a").plugin();
        b = world.cell("b").plugin();
        group = world.group("g").plugin();
        start();
    }

    private void start() {
        engine = new TestEngine(store, registry);
        engine.seams.added(SeamKind.SCHEDULER, "a", a);
        engine.seams.added(SeamKind.SCHEDULER, "b", b);
        engine.seams.added(SeamKind.LOAD_BALANCER, "g", group);
        engine.start();
    }

    @AfterEach
    void end() {
        engine.close();
        assertEquals(List.of(), world.violations());
    }

    private void deployed(int inA, int inB) throws InterruptedException {
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
        engine.applications.deploy(TestEngine.OWNER, "hello",
            TestEngine.deployment(Map.of("a", inA, "b", inB), 100, false), Optional.empty());
        settles();
    }

    private void settles() throws InterruptedException {
        until(() -> desires.differences().isEmpty());
    }

    private void until(BooleanSupplier condition) throws InterruptedException {
        assertTrue(world.stepUntil(LIMIT, condition), () -> desires.differences().toString());
    }

    private Drain drained(String cell, boolean drained) throws InterruptedException {
        engine.drains.set(BOSS, cell, drained);
        settles();
        return drain(cell);
    }

    private Drain drain(String cell) {
        return engine.drains.of(BOSS, store.read(session -> session.parts().find(SeamKind.SCHEDULER, cell)).orElseThrow());
    }

    private Set<String> serving() {
        return world.group("g").sets().get("hello.localhost").stream().map(Upstream::cell)
            .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aDrainedCellGetsNoTrafficAndKeepsItsInstances() throws Exception {
        deployed(2, 2);
        int seen = world.group("g").history().size();
        assertEquals(new Drain(true, 0, List.of()), drained("a", true));
        assertEquals(Set.of("b"), serving());
        assertEquals(2, live("a"));
        drained("a", true);
        assertEquals(seen + 1, world.group("g").history().size(), "moved in one step");
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 3, "b", 1), Optional.empty());
        settles();
        assertEquals(3, live("a"), "it still takes instances");
        assertEquals(Set.of("b"), serving());
        engine.close();
        start();
        settles();
        assertEquals(Set.of("b"), serving(), "another engine knows");
        assertEquals(Drain.NONE, drained("a", false));
        assertEquals(Set.of("a", "b"), serving());
        assertEquals(List.of(), world.group("g").history().stream().skip(1).filter(List::isEmpty).toList());
    }

    @Test
    void aDrainedCellServesWhatNoOtherCould() throws Exception {
        deployed(1, 1);
        drained("a", true);
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 1), Optional.empty());
        settles();
        assertEquals(Set.of("a"), serving());
        assertEquals(new Drain(true, 1, List.of("hello")), drain("a"));
        Part cell = store.read(session -> session.parts().find(SeamKind.SCHEDULER, "a")).orElseThrow();
        assertEquals(new Drain(true, 1, List.of()), engine.drains.of(TestEngine.OWNER, cell), "names are for administrators");
        Activity tried = DryRun.of(() -> engine.drains.set(BOSS, "a", true)).orElseThrow();
        assertEquals("served from there until another cell can: hello", tried.detail());
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 1, "b", 1), Optional.empty());
        settles();
        assertEquals(Set.of("b"), serving());
        assertEquals(new Drain(true, 0, List.of()), drain("a"));
        assertEquals(new Drain(true, 1, List.of("hello")), drained("b", true), "all of them are drained");
        assertEquals(Set.of("a", "b"), serving());
    }

    @Test
    void drainingIsForAdministratorsOfCellsThereAre() {
        assertEquals(ErrorCode.FORBIDDEN, assertThrows(EngineException.class,
            () -> engine.drains.set(TestEngine.OWNER, "a", true)).code());
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class,
            () -> engine.drains.set(BOSS, "g", true)).code());
    }

    private int live(String cell) {
        return (int) world.cell(cell).instances("hello").stream()
            .filter(each -> each.state() != Instance.State.STOPPING).count();
    }

    @Test
    void aVersionRunsIsServedAndGoesWithItsApplication() throws Exception {
        deployed(2, 1);
        assertEquals(3, world.group("g").sets().get("hello.localhost").size());
        engine.applications.delete(TestEngine.OWNER, "hello", Optional.empty());
        settles();
        assertEquals(Map.of(), world.group("g").sets());
    }

    @Test
    void aReplacementTakesOverWithoutAGap() throws Exception {
        deployed(2, 1);
        engine.applications.deploy(TestEngine.OWNER, "hello",
            TestEngine.deployment(Map.of("a", 1, "b", 2), 0, true), Optional.empty());
        settles();
        List<List<io.leengine.spi.loadbalancer.Upstream>> history = world.group("g").history();
        int first = 0;
        while (history.get(first).isEmpty()) {
            first++;
        }
        assertFalse(history.subList(first, history.size()).stream().anyMatch(List::isEmpty));
        engine.applications.rollBack(TestEngine.OWNER, "hello", Optional.empty(), Optional.empty());
        settles();
        assertEquals(List.of("v1", "v1", "v1"), world.group("g").sets().get("hello.localhost").stream()
            .map(io.leengine.spi.loadbalancer.Upstream::version).toList());
    }

    @Test
    void whoHasARequestUnderWayStaysUntilItEnds() throws Exception {
        deployed(1, 1);
        Endpoint busy = world.group("g").begin("hello.localhost", new Random(1)).orElseThrow();
        engine.applications.deploy(TestEngine.OWNER, "hello", withGrace(Duration.ofMinutes(10)), Optional.empty());
        until(() -> live("a") + live("b") == 4);
        engine.applications.deleteVersion(TestEngine.OWNER, "hello", moved("v2"), Optional.empty());
        until(() -> live("a") + live("b") == 3);
        world.steps(20);
        assertEquals(3, live("a") + live("b"), "one has a request under way");
        world.group("g").end(busy);
        settles();
    }

    private String moved(String to) {
        engine.applications.weigh(TestEngine.OWNER, "hello", Map.of(to, 100), Optional.empty());
        return "v1";
    }

    private static Applications.Deployment withGrace(Duration grace) {
        return new Applications.Deployment(Optional.of("latest"), Optional.empty(), TestEngine.how(grace),
            Map.of("a", 1, "b", 1), 0, false);
    }

    @Test
    void theGraceBeginsWhenTheGroupHasLetGoNotBefore() throws Exception {
        deployed(2, 1);
        for (int i = 0; i < 60; i++) {
            world.group("g").begin("hello.localhost", new Random(i));
        }
        world.group("g").silence(true);
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 1, "b", 1), Optional.empty());
        until(() -> store.read(session -> engine.reconciliation.queue().problem(session, "hello")).isPresent());
        // Longer than the grace of one second: it must not count.
        long silentUntil = System.nanoTime() + 1_500_000_000L;
        world.stepUntil(LIMIT, () -> System.nanoTime() > silentUntil);
        assertEquals(2, live("a"), "nothing is stopped on a group's silence");
        world.group("g").silence(false);
        engine.reconciliation.queue().add("hello");
        settles();
    }

    @Test
    void aCellThatBecomesKnownAfterTheDeployIsServedAtOnce() throws Exception {
        engine.close();
        world.cell("a").silence(true);
        start();
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
        engine.applications.deploy(TestEngine.OWNER, "hello",
            TestEngine.deployment(Map.of("a", 2, "b", 2), 100, false), Optional.empty());
        // All is done that b can give cause for; only the cell itself can tell that there is more to do.
        until(() -> world.group("g").sets().getOrDefault("hello.localhost", List.of()).size() == 2);
        world.cell("a").silence(false);
        settles();
    }

    @Test
    void aCellThatIsAwayKeepsNoOtherFromLettingGo() throws Exception {
        deployed(2, 2);
        engine.seams.removed(SeamKind.SCHEDULER, "a", a);
        a.close();
        engine.applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", 1, "b", 1), Optional.empty());
        until(() -> live("b") == 1);
        assertEquals(2, live("a"));
        a = world.cell("a").plugin();
        engine.seams.added(SeamKind.SCHEDULER, "a", a);
        settles();
    }

    @Test
    void anEngineThatDiedBetweenAMoveAndItsEffectLeavesNoDomainBehind() throws Exception {
        deployed(1, 1);
        engine.close();
        engine.applications.update(TestEngine.OWNER, "hello", new Applications.Change(Optional.empty(),
            Optional.of("other.localhost"), Optional.empty(), Optional.empty()), Optional.empty());
        start();
        settles();
        assertEquals(List.of("other.localhost"), List.copyOf(world.group("g").sets().keySet()));
    }

    @Test
    void aNewEngineGoesByWhatTheGroupServesOfACellThatHasNotToldYet() throws Exception {
        deployed(1, 1);
        engine.close();
        world.cell("b").silence(true);
        start();
        until(() -> engine.table.isKnown("a"));
        world.steps(20);
        assertEquals(2, world.group("g").sets().get("hello.localhost").size());
        world.cell("b").silence(false);
        settles();
    }

    @Test
    void aCellThatHasNotToldYetLeavesNothingHeldByADrainedOne() throws Exception {
        deployed(1, 1);
        drained("a", true);
        engine.close();
        world.cell("b").silence(true);
        start();
        until(() -> engine.table.isKnown("a"));
        assertEquals(new Drain(true, 0, List.of()), drain("a"));
        world.cell("b").silence(false);
        settles();
        assertEquals(new Drain(true, 0, List.of()), drain("a"));
        assertEquals(Set.of("b"), serving());
    }

    @Test
    void aReplacedInstanceGivesWayToAnother() throws Exception {
        deployed(2, 1);
        String id = world.cell("a").instances("hello").getFirst().id();
        engine.applications.replaceInstance(TestEngine.OWNER, "hello", "a", id);
        settles();
        assertFalse(world.cell("a").instances("hello").stream().anyMatch(each -> each.id().equals(id)));
    }
}
