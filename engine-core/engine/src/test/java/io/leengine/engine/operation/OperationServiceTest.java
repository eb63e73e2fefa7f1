package io.leengine.engine.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.Reach;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.Role;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.domain.Version;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.VersionKey;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationServiceTest {
    private static final Actor OTHER = new Actor(Actor.Kind.USER, "other-id", "other", false, "test", "");
    private static final Actor BOSS = new Actor(Actor.Kind.USER, "boss-id", "boss", true, "test", "");

    private final MemoryStore store = new MemoryStore();
    private final SimulatedRegistry registry = new SimulatedRegistry();
    private TestEngine engine;
    private OperationService operations;

    @BeforeEach
    void begin() {
        store.write(session -> {
            List.of("a", "b").forEach(cell -> session.parts().insert(TestEngine.part(SeamKind.SCHEDULER, cell)));
            return null;
        });
        registry.push("hello", "latest", "first");
        engine = new TestEngine(store, registry);
        // Nothing becomes true by itself here.
        engine.reconciliation.close();
        engine.applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
        operations = service();
    }

    private OperationService service() {
        return new OperationService(store, engine.table, (_, _) -> Optional.empty(), Clock.systemUTC());
    }

    @AfterEach
    void end() {
        operations.close();
        engine.close();
    }

    private Version deploy(Actor actor) {
        return engine.applications.deploy(actor, "hello", TestEngine.deployment(Map.of("a", 1, "b", 1), 100, false),
            Optional.empty());
    }

    private Operation of(Version version) {
        return operations.latest("application.deploy", version.id()).orElseThrow();
    }

    private void write(Version version) {
        store.write(session -> {
            session.applications().update(version);
            return null;
        });
    }

    private static Instance instance(String cell, boolean ready) {
        return new Instance(cell + "1", new VersionKey("hello", "v1"), "node", Optional.empty(), Instance.State.RUNNING,
            ready, Optional.empty(), 0, "", Map.of());
    }

    private List<Operation> own(Optional<Operation.State> state) {
        return operations.list(TestEngine.OWNER, state, Page.Request.first(10)).items();
    }

    @Test
    void aDeploymentGoesOnUntilItsInstancesAreReady() {
        Version version = deploy(TestEngine.OWNER);
        Operation begun = operations.get(TestEngine.OWNER, of(version).id());
        assertEquals(Operation.State.RUNNING, begun.state());
        assertEquals("v1: 0 of 2 instances are ready.", begun.message());
        engine.table.listed("a", List.of(instance("a", true)));
        assertEquals("v1: 1 of 2 instances are ready.", operations.get(TestEngine.OWNER, begun.id()).message());
        engine.table.listed("b", List.of(instance("b", true)));
        Operation ended = operations.get(TestEngine.OWNER, begun.id());
        assertEquals(Operation.State.SUCCEEDED, ended.state());
        // What becomes of the version later does not change how it ended.
        write(version.withState(Version.State.DELETED, Optional.empty()));
        assertEquals(ended, operations.get(TestEngine.OWNER, begun.id()));
        assertEquals(List.of(ended), own(Optional.of(Operation.State.SUCCEEDED)));
        assertEquals(List.of(), own(Optional.of(Operation.State.RUNNING)));
    }

    @Test
    void aDeploymentWhoseInstancesCannotStartHasFailed() {
        Version version = deploy(TestEngine.OWNER);
        engine.table.listed("a", List.of(new Instance("a1", new VersionKey("hello", "v1"), "node", Optional.empty(),
            Instance.State.BACKING_OFF, false, Optional.empty(), 0, "no such image", Map.of())));
        Operation failed = operations.get(TestEngine.OWNER, of(version).id());
        assertEquals(Operation.State.FAILED, failed.state());
        assertEquals("v1: no such image", failed.message());
        assertEquals(Optional.of(ErrorCode.CONFLICT), failed.error());
    }

    @Test
    void aVersionThatIsTakenBackCancelsItsDeployment() {
        Version version = deploy(TestEngine.OWNER);
        write(version.withState(Version.State.RETIRING, Optional.empty()));
        assertEquals(Operation.State.CANCELED, operations.get(TestEngine.OWNER, of(version).id()).state());
    }

    @Test
    void aDeletionEndsWhenTheApplicationIsGoneThoughNobodyAsks() {
        String id = store.read(session -> session.applications().byName("hello").orElseThrow().id());
        Version version = deploy(TestEngine.OWNER);
        engine.applications.delete(TestEngine.OWNER, "hello", Optional.empty());
        Operation deletion = operations.latest("application.delete", id).orElseThrow();
        assertEquals(Operation.State.RUNNING, operations.get(TestEngine.OWNER, deletion.id()).state());
        assertEquals(Operation.State.CANCELED, operations.get(TestEngine.OWNER, of(version).id()).state());
        store.write(session -> {
            session.applications().delete(id);
            return null;
        });
        // An engine that was started anew goes on with what it finds.
        try (OperationService next = service()) {
            next.run("all", "test");
        }
        assertEquals(Operation.State.SUCCEEDED, store.read(session -> session.operations().find(deletion.id()))
            .orElseThrow().state());
    }

    @Test
    void aRepeatBeginsNothing() {
        Actor keyed = TestEngine.OWNER.with(new Actor.IdempotencyKey("k", "f"));
        Version version = deploy(keyed);
        assertEquals(version.id(), deploy(keyed).id());
        assertEquals(1, own(Optional.empty()).size());
    }

    @Test
    void aRefusedChangeBeginsNothing() {
        assertThrows(EngineException.class, () -> engine.applications.rollBack(TestEngine.OWNER, "hello",
            Optional.of("v7"), Optional.empty()));
        assertEquals(List.of(), own(Optional.empty()));
    }

    @Test
    void itIsSeenByWhoMaySeeItsResource() {
        String id = of(deploy(TestEngine.OWNER)).id();
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class, () -> operations.get(OTHER, id)).code());
        assertEquals(ErrorCode.UNAUTHENTICATED, assertThrows(EngineException.class,
            () -> operations.get(Actor.anonymous("test", ""), id)).code());
        assertEquals(id, operations.get(BOSS, id).id());
        assertEquals(List.of(), operations.list(OTHER, Optional.empty(), Page.Request.first(10)).items());
        assertEquals(List.of(), operations.list(BOSS, Optional.empty(), Page.Request.first(10)).items());
    }

    @Test
    void aTokenSeesWhatItReaches() {
        deploy(TestEngine.OWNER);
        String id = operations.list(TestEngine.OWNER, Optional.empty(), Page.Request.first(1)).items().getFirst().id();
        Actor builds = TestEngine.OWNER.with(new Actor.Token("t", "ci", false,
            new Reach(Role.OWNER, Set.of(ResourceKind.CODE_BUILD), Optional.empty(), false), Optional.empty()));
        assertEquals(List.of(), operations.list(builds, Optional.empty(), Page.Request.first(9)).items());
        assertEquals(ErrorCode.NOT_FOUND, assertThrows(EngineException.class, () -> operations.get(builds, id)).code());
        Actor applications = TestEngine.OWNER.with(new Actor.Token("t", "ci", false,
            new Reach(Role.REPORTER, Set.of(ResourceKind.APPLICATION), Optional.empty(), false), Optional.empty()));
        assertEquals(id, operations.get(applications, id).id());
        assertEquals(1, operations.list(applications, Optional.empty(), Page.Request.first(9)).items().size());
    }

    @Test
    void aListGoesOn() {
        deploy(TestEngine.OWNER);
        deploy(TestEngine.OWNER);
        deploy(TestEngine.OWNER);
        Page<Operation> first = operations.list(TestEngine.OWNER, Optional.empty(), Page.Request.first(2));
        Page<Operation> second = operations.list(TestEngine.OWNER, Optional.empty(),
            new Page.Request(first.next(), 2, ""));
        assertEquals(2, first.items().size());
        assertEquals(1, second.items().size());
        assertTrue(second.next().isEmpty());
        assertEquals(ErrorCode.INVALID, assertThrows(EngineException.class, () -> operations.list(TestEngine.OWNER,
            Optional.empty(), new Page.Request(Optional.of("nonsense"), 2, ""))).code());
    }
}
