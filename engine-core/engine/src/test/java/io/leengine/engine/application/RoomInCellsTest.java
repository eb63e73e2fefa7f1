package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Applications;
import io.leengine.engine.DryRun;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.CellPlugin;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each cell has one node of 8 processors; an instance is promised a tenth of one unless said. */
@Timeout(60)
class RoomInCellsTest {
    private final World world = new World();
    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private final CellPlugin cell = world.cell("a").plugin();
    private final TestEngine engine = new TestEngine(store, registry);
    private final Applications applications = engine.applications;

    @BeforeEach
    void begin() {
        store.write(session -> {
            session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, "a"));
            return null;
        });
        registry.push("hello", "latest", "x");
        engine.seams.added(SeamKind.SCHEDULER, "a", cell);
        engine.start();
        applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private void deploy(int instances, int cpuMillis) {
        Version.Settings how = TestEngine.how(Duration.ofSeconds(1));
        applications.deploy(TestEngine.OWNER, "hello", new Applications.Deployment(Optional.of("latest"), Optional.empty(),
            new Version.Settings(how.command(), how.environment(), how.port(), cpuMillis, how.memoryBytes(), how.healthPath(),
                how.healthInterval(), how.healthTimeout(), how.healthFailures(), how.startLimit(), how.grace()),
            Map.of("a", instances), 100, true), Optional.empty());
    }

    private static EngineException refused(String message, org.junit.jupiter.api.function.Executable what) {
        EngineException refusal = assertThrows(EngineException.class, what);
        assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, refusal.code());
        assertEquals(message, refusal.getMessage().substring(0, refusal.getMessage().indexOf(" (")));
        return refusal;
    }

    private List<Version> versions() {
        return store.read(session -> session.applications().versions(session.applications().byName("hello").orElseThrow()
            .id()));
    }

    @Test
    void aDeploymentThatCannotFitIsNotBegun() throws Exception {
        refused("Cell a has room for 80 of the 81 further instances: processor time is short by 100m", () -> deploy(81, 100));
        assertEquals(List.of(), versions());
        assertTrue(DryRun.of(() -> deploy(80, 100)).isPresent());
        world.cell("a").silence(true);
        assertTrue(DryRun.of(() -> deploy(1_000, 100)).isPresent(), "a cell that does not answer refuses nothing");
    }

    @Test
    void onlyWhatIsAddedNeedsRoom() throws Exception {
        deploy(70, 100);
        assertTrue(DryRun.of(() -> scale(150)).isPresent(), "80 more");
        refused("Cell a has room for 80 of the 81 further instances: processor time is short by 100m", () -> scale(151));
        refused("Cell a has room for 80 of the 81 further instances: processor time is short by 100m", () ->
            applications.scale(TestEngine.OWNER, "hello", "v1", 151, Optional.empty()));
        scale(1);
        assertEquals(Map.of("a", 1), versions().getFirst().cells());
        applications.weigh(TestEngine.OWNER, "hello", Map.of("v1", 100), Optional.empty());
    }

    private void scale(int instances) {
        applications.scale(TestEngine.OWNER, "hello", "v1", Map.of("a", instances), Optional.empty());
    }

    @Test
    void aRollBackNeedsRoomAtTheSizeOfThePresent() throws Exception {
        deploy(1, 4_000);
        deploy(3, 10);
        assertTrue(world.stepUntil(Duration.ofSeconds(15), () -> versions().getFirst().state() == Version.State.DELETED));
        EngineException refusal = refused("Cell a has room for 2 of the 3 further instances: processor time is short by 4000m",
            () -> applications.rollBack(TestEngine.OWNER, "hello", Optional.empty(), Optional.empty()));
        assertTrue(refusal.nextStep().orElseThrow().startsWith("Make the present version smaller first"));
        applications.scale(TestEngine.OWNER, "hello", "v2", Map.of("a", 2), Optional.empty());
        applications.rollBack(TestEngine.OWNER, "hello", Optional.empty(), Optional.empty());
        assertEquals(Version.State.LIVE, versions().getFirst().state());
    }
}
