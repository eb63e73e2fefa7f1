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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link Scheduler} does. Besides opening and closing, a plugin's test names an image that serves HTTP: it
 * listens on the port given in {@code PORT}, prints at least one line, and answers {@code GET /} with status 200 once it
 * is up.
 */
public abstract class SchedulerConformance extends TimedSeamConformance<Scheduler> {
    private static final Duration LATER = Duration.ofHours(1);
    private static final String NAMESPACE = "tck-hello";
    private static final String TRACES = "tck-traces";
    private static final String ABSENT = "tck-absent";
    private static final long LOOK_MILLIS = 20;
    private static final VersionKey V1 = new VersionKey(NAMESPACE, "v1");

    /** The scheduler under test. */
    protected Scheduler scheduler;
    private InstanceMirror mirror;

    /** Describes a namespace whose registry has {@link #image}. */
    protected abstract NamespaceSpec namespace(String name);

    /** Names the image described above. */
    protected abstract ImageReference image();

    /**
     * Returns a command of the image that prints each of the arguments put behind it, a line each, then each line that it
     * reads, at once, and at the end of that ends with status 7; empty when the image has none, and then little of commands
     * can be checked.
     */
    protected Optional<List<String>> echo() {
        return Optional.empty();
    }

    /** Returns a template that the image satisfies. */
    protected InstanceTemplate template() {
        return new InstanceTemplate(image(), List.of(), Map.of("GREETING", "hello"), 0, 500, 256L << 20,
            new HealthCheck("/", Duration.ofMillis(500), Duration.ofSeconds(5), 3, Duration.ofSeconds(60)),
            Duration.ofSeconds(10));
    }

    @Override
    final void under(Scheduler opened) throws InterruptedException {
        if (mirror != null) {
            mirror.close();
        }
        scheduler = opened;
        mirror = new InstanceMirror(scheduler.watch(ctx()));
    }

    @Override
    final void prepare(Scheduler opened) throws InterruptedException {
        opened.applyNamespace(ctx(), namespace(NAMESPACE));
        opened.applyNamespace(ctx(), namespace(TRACES));
    }

    @Override
    final void clear(Scheduler opened) throws InterruptedException {
        mirror.close();
        for (String name : opened.namespaces(ctx())) {
            opened.deleteNamespace(ctx(), name);
        }
        // Nothing that runs may outlive the check. The status is asked: a watch may be what is broken.
        long deadline = System.nanoTime() + patience().toNanos();
        while (instances(opened) > 0) {
            assertTrue(System.nanoTime() < deadline, "what was deleted has not ended in time");
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private int instances(Scheduler opened) throws InterruptedException {
        return opened.status(ctx()).nodes().stream().mapToInt(CellStatus.Node::instances).sum();
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.INSTANCE_LOGS, Ability.INSTANCE_EXEC, Ability.INSTANCE_USAGES, Ability.NAMESPACE_EVENTS);
    }

    @Override
    final void leave(Scheduler opened, int trace) throws InterruptedException {
        opened.applyVersion(ctx(), new VersionSpec(new VersionKey(TRACES, "t" + trace), template(), 0), List.of());
    }

    @Override
    final List<Integer> traces(Scheduler opened) throws InterruptedException {
        return opened.versions(ctx(), TRACES).stream().map(spec -> Integer.valueOf(spec.key().version().substring(1)))
            .toList();
    }

    @Override
    final List<SeamCall<Scheduler>> calls() {
        VersionSpec called = new VersionSpec(new VersionKey(NAMESPACE, "called"), template(), 0);
        List<SeamCall<Scheduler>> all = new ArrayList<>(List.of(
            new SeamCall<>("applyNamespace", (it, context) -> it.applyNamespace(context, namespace(NAMESPACE))),
            new SeamCall<>("deleteNamespace", (it, context) -> it.deleteNamespace(context, ABSENT)),
            new SeamCall<>("namespaces", (it, context) -> it.namespaces(context)),
            new SeamCall<>("applyVersion", (it, context) -> it.applyVersion(context, called, List.of())),
            new SeamCall<>("deleteVersion", (it, context) -> it.deleteVersion(context, new VersionKey(ABSENT, "v1"))),
            new SeamCall<>("versions", (it, context) -> it.versions(context, NAMESPACE)),
            new SeamCall<>("stopInstance", (it, context) -> it.stopInstance(context, NAMESPACE, "none")),
            new SeamCall<>("watch", (it, context) -> it.watch(context).close()),
            new SeamCall<>("status", (it, context) -> it.status(context))));
        if (has(Ability.INSTANCE_USAGES)) {
            all.add(new SeamCall<>("usages",
                (it, context) -> it.ability(InstanceUsages.class).orElseThrow().usages(context)));
        }
        if (has(Ability.NAMESPACE_EVENTS)) {
            all.add(new SeamCall<>("events",
                (it, context) -> it.ability(NamespaceEvents.class).orElseThrow().events(context, NAMESPACE)));
        }
        return all;
    }

    @Override
    final List<SeamCall<Scheduler>> badCalls() {
        List<SeamCall<Scheduler>> bad = new ArrayList<>();
        for (String name : List.of("", "Upper", "../a", "a b")) {
            bad.add(new SeamCall<>("removal of '" + name + "'", (it, context) -> it.deleteNamespace(context, name)));
            bad.add(new SeamCall<>("versions of '" + name + "'", (it, context) -> it.versions(context, name)));
            bad.add(new SeamCall<>("a stop in '" + name + "'", (it, context) -> it.stopInstance(context, name, "i")));
        }
        return bad;
    }

    private List<Instance> await(Predicate<List<Instance>> wanted) throws InterruptedException {
        return mirror.await(wanted, patience());
    }

    private void apply(int instances, String... retire) throws InterruptedException {
        scheduler.applyVersion(ctx(), new VersionSpec(V1, template(), instances), List.of(retire));
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
        scheduler.applyNamespace(ctx(), namespace(NAMESPACE));
        scheduler.applyNamespace(ctx(), namespace("tck-another"));
        assertEquals(List.of("tck-another", NAMESPACE, TRACES), scheduler.namespaces(ctx()));
        scheduler.deleteNamespace(ctx(), "tck-another");
        scheduler.deleteNamespace(ctx(), "tck-another");
        assertEquals(List.of(NAMESPACE, TRACES), scheduler.namespaces(ctx()));
    }

    @Test
    void anAbsentNamespaceIsNotFound() {
        VersionSpec elsewhere = new VersionSpec(new VersionKey(ABSENT, "v1"), template(), 1);
        assertEquals(ErrorCode.NOT_FOUND, code(() -> scheduler.applyVersion(ctx(), elsewhere, List.of())));
        assertEquals(ErrorCode.NOT_FOUND, code(() -> scheduler.versions(ctx(), ABSENT)));
    }

    @Test
    void deletingAndStoppingWhatIsAbsentSucceeds() throws Exception {
        scheduler.deleteVersion(ctx(), new VersionKey(ABSENT, "v1"));
        scheduler.deleteVersion(ctx(), V1);
        scheduler.stopInstance(ctx(), NAMESPACE, "no-such-instance");
        assertEquals(List.of(), scheduler.versions(ctx(), NAMESPACE));
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
        assertEquals(List.of(new VersionSpec(V1, template(), 2)), scheduler.versions(ctx(), NAMESPACE));
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
        assertEquals(0, scheduler.versions(ctx(), NAMESPACE).getFirst().instances());
    }

    @Test
    void aTemplateNeverChanges() throws Exception {
        apply(0);
        InstanceTemplate other = new InstanceTemplate(image(), List.of(), Map.of("GREETING", "other"), 0, 500,
            256L << 20, template().health(), template().grace());
        assertEquals(ErrorCode.CONFLICT,
            code(() -> scheduler.applyVersion(ctx(), new VersionSpec(V1, other, 0), List.of())));
        assertEquals(List.of(new VersionSpec(V1, template(), 0)), scheduler.versions(ctx(), NAMESPACE));
    }

    @Test
    void whatNeverFitsIsRefusedAtOnce() throws Exception {
        InstanceTemplate huge = new InstanceTemplate(image(), List.of(), Map.of(), 0, 500, 1L << 50,
            template().health(), template().grace());
        assertEquals(ErrorCode.INSUFFICIENT_RESOURCES,
            code(() -> scheduler.applyVersion(ctx(), new VersionSpec(V1, huge, 1), List.of())));
        assertEquals(List.of(), scheduler.versions(ctx(), NAMESPACE));
    }

    @Test
    void deletingAVersionStopsItsInstances() throws Exception {
        apply(1);
        await(ready(1));
        scheduler.deleteVersion(ctx(), V1);
        assertEquals(List.of(), scheduler.versions(ctx(), NAMESPACE));
        await(List::isEmpty);
    }

    @Test
    void aStoppedInstanceIsReplaced() throws Exception {
        apply(1);
        Instance first = await(ready(1)).getFirst();
        scheduler.stopInstance(ctx(), NAMESPACE, first.id());
        Instance second = await(all -> ready(1).test(all) && !ids(all).contains(first.id())).getFirst();
        assertNotEquals(first.id(), second.id());
    }

    @Test
    void aWatchBeginsWithTheListAndMissesNothing() throws Exception {
        apply(1);
        await(ready(1));
        try (Watch<InstanceEvent> watch = scheduler.watch(ctx())) {
            InstanceEvent.Listed listed = assertInstanceOf(InstanceEvent.Listed.class,
                watch.next(patience()).orElseThrow());
            assertEquals(1, listed.instances().size());
        }
        try (InstanceMirror second = new InstanceMirror(scheduler.watch(ctx()))) {
            apply(3);
            second.await(ready(3), patience());
            apply(1);
            List<Instance> seen = second.await(ready(1), patience());
            assertEquals(ids(await(ready(1))), ids(seen));
        }
    }

    @Test
    void aClosedWatchEndsItsWaitingReader() throws Exception {
        Watch<InstanceEvent> watch = scheduler.watch(ctx());
        watch.next(patience());
        FutureTask<ErrorCode> reader = new FutureTask<>(() -> code(() -> drain(watch)));
        Thread.ofVirtual().start(reader);
        watch.close();
        assertEquals(ErrorCode.UNAVAILABLE, reader.get(patience().toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    void aWaitingReaderCanBeInterrupted() throws Exception {
        try (Watch<InstanceEvent> watch = scheduler.watch(ctx())) {
            FutureTask<Boolean> reader = new FutureTask<>(() -> drain(watch));
            Thread thread = Thread.ofVirtual().start(reader);
            thread.interrupt();
            ExecutionException ended = assertThrows(ExecutionException.class,
                () -> reader.get(patience().toMillis(), TimeUnit.MILLISECONDS));
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
        shut(scheduler);
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + before.getFirst().endpoint().orElseThrow() + "/");
            assertEquals(200, http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).statusCode());
        }
        reopen();
        List<Instance> after = await(ready(2));
        assertEquals(ids(before), ids(after));
        for (Instance instance : after) {
            Instance old = before.stream().filter(it -> it.id().equals(instance.id())).findFirst().orElseThrow();
            assertEquals(old.startedAt(), instance.startedAt());
            assertEquals(old.restarts(), instance.restarts());
            assertEquals(old.endpoint(), instance.endpoint());
        }
        assertEquals(List.of(NAMESPACE, TRACES), scheduler.namespaces(ctx()));
        assertEquals(List.of(new VersionSpec(V1, template(), 2)), scheduler.versions(ctx(), NAMESPACE));
    }

    @Test
    void theCellTellsItsNodesAndRoom() throws Exception {
        apply(1);
        await(ready(1));
        CellStatus status = scheduler.status(ctx());
        assertFalse(status.nodes().isEmpty());
        assertEquals(1, instances(scheduler));
        assertTrue(status.nodes().stream().allMatch(node -> node.cpuMillis() > 0 && node.memoryBytes() > 0));
        assertEquals(256L << 20, status.nodes().stream().mapToLong(CellStatus.Node::memoryBytesAsked).sum());
    }

    @Test
    void aWatchTellsItsEndWhenThePluginIsClosed() throws Exception {
        Watch<InstanceEvent> watch = scheduler.watch(ctx());
        watch.next(patience());
        FutureTask<ErrorCode> reader = new FutureTask<>(() -> code(() -> drain(watch)));
        Thread.ofVirtual().start(reader);
        shut(scheduler);
        assertEquals(ErrorCode.UNAVAILABLE, reader.get(patience().toMillis(), TimeUnit.MILLISECONDS));
    }

    @Test
    void usagesAreTakenOfWhatRunsIfDeclared() throws Exception {
        if (!has(Ability.INSTANCE_USAGES)) {
            assertTrue(scheduler.ability(InstanceUsages.class).isEmpty());
            return;
        }
        InstanceUsages usages = scheduler.ability(InstanceUsages.class).orElseThrow();
        assertEquals(List.of(), usages.usages(ctx()));
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        InstanceUsages.Usage usage = usages.usages(ctx()).getFirst();
        assertEquals(instance.id(), usage.instance());
        assertEquals(V1, usage.version());
        assertTrue(usage.cpuNanos() >= 0 && usage.memoryBytes() > 0, usage.toString());
    }

    @Test
    void eventsTellWhatHappenedIfDeclared() throws Exception {
        if (!has(Ability.NAMESPACE_EVENTS)) {
            assertTrue(scheduler.ability(NamespaceEvents.class).isEmpty());
            return;
        }
        NamespaceEvents events = scheduler.ability(NamespaceEvents.class).orElseThrow();
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        List<NamespaceEvents.Event> told = events.events(ctx(), NAMESPACE);
        assertTrue(told.stream().anyMatch(event -> event.instance().equals(instance.id())), told.toString());
        assertEquals(told.stream().map(NamespaceEvents.Event::at).sorted().toList(),
            told.stream().map(NamespaceEvents.Event::at).toList(), "oldest first");
        assertEquals(ErrorCode.NOT_FOUND, code(() -> events.events(ctx(), ABSENT)));
    }

    @Test
    void logsAreReadAndFollowedIfDeclared() throws Exception {
        if (!has(Ability.INSTANCE_LOGS)) {
            assertTrue(scheduler.ability(InstanceLogs.class).isEmpty());
            return;
        }
        InstanceLogs logs = scheduler.ability(InstanceLogs.class).orElseThrow();
        assertEquals(ErrorCode.NOT_FOUND, code(() -> logs.logs(ctx(), NAMESPACE, "no-such-instance", 10, false)));
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        assertEquals(ErrorCode.INVALID, code(() -> logs.logs(ctx(), NAMESPACE, instance.id(), -1, false)));
        assertEquals(ErrorCode.INVALID, code(() -> logs.logs(ctx(), NAMESPACE, instance.id(), 100_001, false)));
        try (Watch<InstanceLogs.Line> log = logs.logs(ctx(), NAMESPACE, instance.id(), 0, false)) {
            assertTrue(log.next(patience()).orElseThrow().last(), "no tail, not followed: only the end");
        }
        try (Watch<InstanceLogs.Line> log = logs.logs(ctx(), NAMESPACE, instance.id(), 10, true)) {
            assertFalse(log.next(patience()).orElseThrow().last(), "what was printed comes first");
            apply(0);
            await(List::isEmpty);
            while (!log.next(patience()).orElseThrow().last()) {
                assertTrue(has(Ability.INSTANCE_LOGS), "the rest of what it printed comes before the end");
            }
        }
    }

    @Test
    void logsBeginAtATimeIfDeclared() throws Exception {
        if (!has(Ability.INSTANCE_LOGS)) {
            assertTrue(scheduler.ability(InstanceLogs.class).isEmpty());
            return;
        }
        InstanceLogs logs = scheduler.ability(InstanceLogs.class).orElseThrow();
        assertEquals(ErrorCode.NOT_FOUND,
            code(() -> logs.logsSince(ctx(), NAMESPACE, "no-such-instance", Instant.EPOCH, false)));
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        Instant later = Instant.now().plus(LATER);
        assertEquals(List.of(), lines(logs.logsSince(ctx(), NAMESPACE, instance.id(), later, false)), "nothing is that young");
        Instant before = Instant.now().minus(LATER);
        try (Watch<InstanceLogs.Line> log = logs.logsSince(ctx(), NAMESPACE, instance.id(), before, true)) {
            assertFalse(log.next(patience()).orElseThrow().last(), "what was printed since comes first");
            apply(0);
            await(List::isEmpty);
            lines(log);
        }
    }

    private List<InstanceLogs.Line> lines(Watch<InstanceLogs.Line> log) throws InterruptedException {
        List<InstanceLogs.Line> lines = new ArrayList<>();
        try (log) {
            for (var line = log.next(patience()).orElseThrow(); !line.last(); line = log.next(patience()).orElseThrow()) {
                lines.add(line);
            }
        }
        return lines;
    }

    @Test
    void commandsAreRunInInstancesIfDeclared() throws Exception {
        if (!has(Ability.INSTANCE_EXEC)) {
            assertTrue(scheduler.ability(InstanceExec.class).isEmpty());
            return;
        }
        InstanceExec exec = scheduler.ability(InstanceExec.class).orElseThrow();
        assertEquals(ErrorCode.NOT_FOUND,
            code(() -> exec.exec(ctx(), NAMESPACE, "no-such-instance", List.of("true"), false)));
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        assertEquals(ErrorCode.NOT_FOUND,
            code(() -> exec.exec(ctx(), "no-such-namespace", instance.id(), List.of("true"), false)));
        CommandChecks checks = new CommandChecks(exec, NAMESPACE, instance.id(), patience(), this::ctx);
        checks.all(echo());
        assertEquals(1, await(ready(1)).size(), "the instance is none the worse for it");
    }

    @Test
    void aPluginThatIsClosedEndsItsCommands() throws Exception {
        if (!has(Ability.INSTANCE_EXEC) || echo().isEmpty()) {
            return;
        }
        apply(1);
        Instance instance = await(ready(1)).getFirst();
        InstanceExec exec = scheduler.ability(InstanceExec.class).orElseThrow();
        CommandChecks checks = new CommandChecks(exec, NAMESPACE, instance.id(), patience(), this::ctx);
        InstanceExec.Session session = checks.begun(echo().get());
        reopen();
        assertEquals(ErrorCode.UNAVAILABLE, code(() -> checks.status(session)));
        session.close();
        assertEquals(1, await(ready(1)).size(), "the instance is none the worse for it");
    }
}
