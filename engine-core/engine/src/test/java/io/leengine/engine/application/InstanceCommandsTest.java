package io.leengine.engine.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.engine.Applications;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.sim.CellPlugin;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.engine.sim.World;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceCommandsTest {
    private static final Actor STRANGER = new Actor(Actor.Kind.USER, "stranger-id", "stranger", false, "test", "");

    private final MemoryStore store = new MemoryStore();
    private final TestEngine engine = new TestEngine(store, new SimulatedRegistry());
    private final RunsCommands able = new RunsCommands(new World().cell("a").plugin());
    private final Applications applications = engine.applications;

    /** A simulated cell that runs commands, if only by keeping what it was asked. */
    private static final class RunsCommands implements Scheduler, InstanceExec {
        private final CellPlugin cell;
        private String asked = "";

        RunsCommands(CellPlugin cell) {
            this.cell = cell;
        }

        @Override
        public Session exec(CallContext context, String namespace, String instance, List<String> command,
                boolean terminal) {
            asked = namespace + "/" + instance + " " + command + " " + terminal;
            return new Nothing();
        }

        @Override
        public String name() {
            return cell.name();
        }

        @Override
        public void applyNamespace(CallContext context, NamespaceSpec namespace) throws InterruptedException {
            cell.applyNamespace(context, namespace);
        }

        @Override
        public void deleteNamespace(CallContext context, String namespace) throws InterruptedException {
            cell.deleteNamespace(context, namespace);
        }

        @Override
        public List<String> namespaces(CallContext context) throws InterruptedException {
            return cell.namespaces(context);
        }

        @Override
        public void applyVersion(CallContext context, VersionSpec version, Collection<String> retire)
                throws InterruptedException {
            cell.applyVersion(context, version, retire);
        }

        @Override
        public void deleteVersion(CallContext context, VersionKey version) throws InterruptedException {
            cell.deleteVersion(context, version);
        }

        @Override
        public List<VersionSpec> versions(CallContext context, String namespace) throws InterruptedException {
            return cell.versions(context, namespace);
        }

        @Override
        public void stopInstance(CallContext context, String namespace, String instance) throws InterruptedException {
            cell.stopInstance(context, namespace, instance);
        }

        @Override
        public Watch<InstanceEvent> watch(CallContext context) throws InterruptedException {
            return cell.watch(context);
        }

        @Override
        public CellStatus status(CallContext context) throws InterruptedException {
            return cell.status(context);
        }
    }

    private static final class Nothing implements InstanceExec.Session {
        @Override
        public OutputStream input() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream output() {
            return InputStream.nullInputStream();
        }

        @Override
        public void resize(int columns, int rows) {
            throw new UnsupportedOperationException("It has no terminal");
        }

        @Override
        public int waitFor() {
            return 0;
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    @BeforeEach
    void create() throws InterruptedException {
        // A cell's first list replaces what the table knows of it, so instances are told of after it.
        CountDownLatch listed = new CountDownLatch(2);
        engine.table.listenToCells(cell -> listed.countDown());
        engine.seams.added(SeamKind.SCHEDULER, "a", able);
        engine.seams.added(SeamKind.SCHEDULER, "b", new World().cell("b").plugin());
        applications.create(TestEngine.OWNER, TestEngine.draft("hello"));
        assertTrue(listed.await(10, TimeUnit.SECONDS));
        for (String cell : List.of("a", "b")) {
            engine.table.changed(cell, new Instance("i1", new VersionKey("hello", "v1"), "", Optional.empty(),
                Instance.State.RUNNING, true, Optional.empty(), 0, "", Map.of()));
        }
    }

    @AfterEach
    void end() {
        engine.close();
    }

    private List<Activity> told() {
        return store.read(session -> session.journal().activity(Optional.of(ResourceKind.APPLICATION), "hello", Long.MAX_VALUE,
            10)).stream().filter(activity -> activity.action().equals("application.exec")).toList();
    }

    private static ErrorCode code(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(EngineException.class, call).code();
    }

    @Test
    void activityTellsWhoRanWhichProgramWhereAndNotItsArguments() throws Exception {
        try (InstanceExec.Session session = applications.exec(TestEngine.OWNER, "hello", "a", "i1",
                List.of("/bin/login", "--password=secret"), true)) {
            assertEquals(0, session.waitFor());
        }
        assertEquals("hello/i1 [/bin/login, --password=secret] true", able.asked);
        Activity activity = told().getFirst();
        assertEquals("owner", activity.actor());
        assertEquals("/bin/login in a terminal on a/i1", activity.detail());
        assertEquals(Activity.OK, activity.result());
    }

    @Test
    void whatIsRefusedRunsNothingAndIsToldNowhere() {
        assertEquals(ErrorCode.NOT_FOUND, code(() -> exec(STRANGER, "a", "i1")));
        assertEquals(ErrorCode.NOT_FOUND, code(() -> exec(TestEngine.OWNER, "a", "i9")));
        assertEquals(ErrorCode.UNSUPPORTED, code(() -> exec(TestEngine.OWNER, "b", "i1")));
        assertEquals(ErrorCode.INVALID, code(() -> applications.exec(TestEngine.OWNER, "hello", "a", "i1", List.of(), false)));
        assertEquals(ErrorCode.NOT_FOUND, code(() -> applications.requireExec(STRANGER, "hello", "a")));
        assertEquals("", able.asked);
        assertTrue(told().isEmpty(), told().toString());
    }

    private void exec(Actor actor, String cell, String instance) throws InterruptedException {
        applications.exec(actor, "hello", cell, instance, List.of("sh"), false).close();
    }
}
