package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.ImageReference;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.CellStatus;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.InstanceEvent;
import io.leengine.spi.scheduler.InstanceExec;
import io.leengine.spi.scheduler.InstanceLogs;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.InstanceUsages;
import io.leengine.spi.scheduler.NamespaceEvents;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.Scheduler;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link Scheduler} must do. A plugin's test extends this, says how its plugin is opened over the state of
 * the present test, and names an image that serves HTTP: it listens on the port given in {@code PORT} and answers
 * {@code GET /} with status 200 once it is up.
 */
public abstract class SchedulerConformance {
    private static final String NAMESPACE = "tck-hello";
    private static final VersionKey V1 = new VersionKey(NAMESPACE, "v1");

    private Scheduler scheduler;
    private InstanceMirror mirror;

    /** Opens the plugin. Called again in one test after {@link #close}, it finds the state that was left. */
    protected abstract Scheduler open() throws Exception;

    /** Closes the plugin as the framework does when its bundle goes; what it manages stays. */
    protected abstract void close(Scheduler opened) throws Exception;

    /** Describes a namespace whose registry has {@link #image}. */
    protected abstract NamespaceSpec namespace(String name);

    /** Names the image described above. */
    protected abstract ImageReference image();

    /** How long anything may take here. */
    protected Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Returns a context for one call. */
    protected CallContext context() {
        return CallContext.of("tck", patience());
    }

    /** Returns a template that the image satisfies. */
    protected InstanceTemplate template() {
        return new InstanceTemplate(image(), List.of(), Map.of("GREETING", "hello"), 0, 500, 256L << 20,
            new HealthCheck("/", Duration.ofMillis(500), Duration.ofSeconds(5), 3, Duration.ofSeconds(60)),
            Duration.ofSeconds(10));
    }

    @BeforeEach
    void openScheduler() throws Exception {
        scheduler = open();
        mirror = new InstanceMirror(scheduler.watch(context()));
        scheduler.applyNamespace(context(), namespace(NAMESPACE));
    }

    @AfterEach
    void closeScheduler() throws Exception {
        for (String name : scheduler.namespaces(context())) {
            scheduler.deleteNamespace(context(), name);
        }
        await(List::isEmpty);
        mirror.close();
        close(scheduler);
    }

    private List<Instance> await(Predicate<List<Instance>> wanted) throws InterruptedException {
        return mirror.await(wanted, patience());
    }

    private void apply(int instances, String... retire) throws InterruptedException {
        scheduler.applyVersion(context(), new VersionSpec(V1, template(), instances), List.of(retire));
    }

    private static Predicate<List<Instance>> ready(int count) {
        return all -> all.size() == count && all.stream().allMatch(Instance::ready);
    }

    private static Set<String> ids(List<Instance> instances) {
        return instances.stream().map(Instance::id).collect(Collectors.toSet());
    }

    private static ErrorCode code(Executable call) {
        return assertThrows(EngineException.class, call).code();
    }

    @Test
    void namespacesAreStatedNotAdded() throws Exception {
        scheduler.applyNamespace(context(), namespace(NAMESPACE));
        scheduler.applyNamespace(context(), namespace("tck-another"));
        assertEquals(List.of("tck-another", NAMESPACE), scheduler.namespaces(context()));
        scheduler.deleteNamespace(context(), "tck-another");
        scheduler.deleteNamespace(context(), "tck-another");
        assertEquals(List.of(NAMESPACE), scheduler.namespaces(context()));
    }

    @Test
    void anAbsentNamespaceIsNotFound() {
        VersionSpec elsewhere = new VersionSpec(new VersionKey("tck-absent", "v1"), template(), 1);
        assertEquals(ErrorCode.NOT_FOUND, code(() -> scheduler.applyVersion(context(), elsewhere, List.of())));
    }

    @Test
    void deletingAndStoppingWhatIsAbsentSucceeds() throws Exception {
        scheduler.deleteVersion(context(), new VersionKey("tck-absent", "v1"));
        scheduler.deleteVersion(context(), V1);
        scheduler.stopInstance(context(), NAMESPACE, "no-such-instance");
        assertEquals(List.of(), scheduler.versions(context(), NAMESPACE));
    }

    @Test
    void aVersionBringsItsInstancesAndTheyAnswer() throws Exception {
        apply(2);
        apply(2);
        List<Instance> instances = await(ready(2));
        assertEquals(2, instances.stream().map(it -> it.endpoint().orElseThrow()).distinct().count());
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (Instance instance : instances) {
                assertEquals(V1, instance.version());
                assertEquals(Instance.State.RUNNING, instance.state());
                assertTrue(instance.startedAt().isPresent());
                assertEquals("", instance.reason());
                assertFalse(instance.node().isEmpty());
                URI uri = URI.create("http://" + instance.endpoint().orElseThrow() + "/");
                assertEquals(200, http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode());
            }
        }
        assertEquals(List.of(new VersionSpec(V1, template(), 2)), scheduler.versions(context(), NAMESPACE));
    }

    @Test
    void countsFollowWhatIsStatedAndRetiredOnesGoFirst() throws Exception {
        apply(1);
        Instance first = await(ready(1)).getFirst();
        apply(3);
        List<Instance> three = await(ready(3));
        assertTrue(ids(three).contains(first.id()), "scaling up keeps what runs");
        apply(2, first.id(), "no-such-instance");
        List<Instance> two = await(ready(2));
        assertFalse(ids(two).contains(first.id()), "the retired one goes, though it is the oldest");
        apply(0);
        await(List::isEmpty);
        assertEquals(0, scheduler.versions(context(), NAMESPACE).getFirst().instances());
    }

    @Test
    void aTemplateNeverChanges() throws Exception {
        apply(0);
        InstanceTemplate other = new InstanceTemplate(image(), List.of(), Map.of("GREETING", "other"), 0, 500,
            256L << 20, template().health(), template().grace());
        assertEquals(ErrorCode.CONFLICT,
            code(() -> scheduler.applyVersion(context(), new VersionSpec(V1, other, 0), List.of())));
        assertEquals(List.of(new VersionSpec(V1, template(), 0)), scheduler.versions(context(), NAMESPACE));
    }

    @Test
    void whatNeverFitsIsRefusedAtOnce() throws Exception {
        InstanceTemplate huge = new InstanceTemplate(image(), List.of(), Map.of(), 0, 500, 1L << 50,
            template().health(), template().grace());
        assertEquals(ErrorCode.INSUFFICIENT_RESOURCES,
            code(() -> scheduler.applyVersion(context(), new VersionSpec(V1, huge, 1), List.of())));
        assertEquals(List.of(), scheduler.versions(context(), NAMESPACE));
    }

    @Test
    void deletingAVersionStopsItsInstances() throws Exception {
        apply(1);
        await(ready(1));
        scheduler.deleteVersion(context(), V1);
        assertEquals(List.of(), scheduler.versions(context(), NAMESPACE));
        await(List::isEmpty);
    }

    @Test
    void aStoppedInstanceIsReplaced() throws Exception {
        apply(1);
        Instance first = await(ready(1)).getFirst();
        scheduler.stopInstance(context(), NAMESPACE, first.id());
        Instance second = await(all -> ready(1).test(all) && !ids(all).contains(first.id())).getFirst();
        assertNotEquals(first.id(), second.id());
    }

    @Test
    void aWatchBeginsWithTheListAndMissesNothing() throws Exception {
        apply(1);
        await(ready(1));
        try (Watch<InstanceEvent> watch = scheduler.watch(context())) {
            InstanceEvent.Listed listed = assertInstanceOf(InstanceEvent.Listed.class,
                watch.next(patience()).orElseThrow());
            assertEquals(1, listed.instances().size());
        }
        try (InstanceMirror second = new InstanceMirror(scheduler.watch(context()))) {
            apply(3);
            second.await(ready(3), patience());
            apply(1);
            List<Instance> seen = second.await(ready(1), patience());
            assertEquals(ids(await(ready(1))), ids(seen));
        }
    }

    @Test
    void aClosedWatchEndsItsWaitingReader() throws Exception {
        Watch<InstanceEvent> watch = scheduler.watch(context());
        watch.next(patience());
        FutureTask<ErrorCode> reader = new FutureTask<>(() -> code(() -> drain(watch)));
        Thread.ofVirtual().start(reader);
        watch.close();
        assertEquals(ErrorCode.UNAVAILABLE, reader.get(patience().toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void aWaitingReaderCanBeInterrupted() throws Exception {
        try (Watch<InstanceEvent> watch = scheduler.watch(context())) {
            FutureTask<Boolean> reader = new FutureTask<>(() -> drain(watch));
            Thread thread = Thread.ofVirtual().start(reader);
            thread.interrupt();
            ExecutionException ended = assertThrows(ExecutionException.class,
                () -> reader.get(patience().toSeconds(), TimeUnit.SECONDS));
            assertInstanceOf(InterruptedException.class, ended.getCause());
        }
    }

    private boolean drain(Watch<InstanceEvent> watch) throws InterruptedException {
        while (true) {
            watch.next(patience());
        }
    }

    @Test
    void instancesOutliveThePluginAndAreTakenOver() throws Exception {
        apply(2);
        List<Instance> before = await(ready(2));
        mirror.close();
        close(scheduler);
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + before.getFirst().endpoint().orElseThrow() + "/");
            assertEquals(200, http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode());
        }
        scheduler = open();
        mirror = new InstanceMirror(scheduler.watch(context()));
        List<Instance> after = await(ready(2));
        assertEquals(ids(before), ids(after));
        for (Instance instance : after) {
            Instance old = before.stream().filter(it -> it.id().equals(instance.id())).findFirst().orElseThrow();
            assertEquals(old.startedAt(), instance.startedAt());
            assertEquals(old.restarts(), instance.restarts());
            assertEquals(old.endpoint(), instance.endpoint());
        }
        assertEquals(List.of(NAMESPACE), scheduler.namespaces(context()));
        assertEquals(List.of(new VersionSpec(V1, template(), 2)), scheduler.versions(context(), NAMESPACE));
    }

    @Test
    void theCellTellsItsNodesAndRoom() throws Exception {
        apply(1);
        await(ready(1));
        CellStatus status = scheduler.status(context());
        assertFalse(status.nodes().isEmpty());
        assertEquals(1, status.nodes().stream().mapToInt(CellStatus.Node::instances).sum());
        assertTrue(status.nodes().stream().allMatch(node -> node.cpuMillis() > 0 && node.memoryBytes() > 0));
        assertEquals(256L << 20, status.nodes().stream().mapToLong(CellStatus.Node::memoryBytesAsked).sum());
    }

    @Test
    void abilitiesAreWhatTheyClaimToBe() throws Exception {
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        var usages = scheduler.ability(InstanceUsages.class);
        if (usages.isPresent()) {
            assertEquals(List.of(instance.id()),
                usages.get().usages(context()).stream().map(InstanceUsages.Usage::instance).toList());
        }
        var events = scheduler.ability(NamespaceEvents.class);
        if (events.isPresent()) {
            assertFalse(events.get().events(context(), NAMESPACE).isEmpty());
        }
        var logs = scheduler.ability(InstanceLogs.class);
        if (logs.isPresent()) {
            assertEquals(ErrorCode.NOT_FOUND,
                code(() -> logs.get().logs(context(), NAMESPACE, "no-such-instance", 10, false)));
            try (Watch<InstanceLogs.Line> log = logs.get().logs(context(), NAMESPACE, instance.id(), 0, false)) {
                assertTrue(log.next(patience()).orElseThrow().last(), "no tail, not followed: only the end");
            }
        }
        var exec = scheduler.ability(InstanceExec.class);
        if (exec.isPresent()) {
            assertEquals(ErrorCode.NOT_FOUND, code(
                () -> exec.get().exec(context(), NAMESPACE, "no-such-instance", List.of("true"), false)));
        }
        assertTrue(scheduler.ability(Runnable.class).isEmpty(), "an ability nobody has");
    }
}
