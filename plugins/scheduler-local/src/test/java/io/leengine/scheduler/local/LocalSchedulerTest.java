package io.leengine.scheduler.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.ImageReference;
import io.leengine.scheduler.local.sandbox.HostProcess;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.scheduler.HealthCheck;
import io.leengine.spi.scheduler.Instance;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.InstanceLogs.Line;
import io.leengine.spi.scheduler.InstanceTemplate;
import io.leengine.spi.scheduler.NamespaceSpec;
import io.leengine.spi.scheduler.VersionKey;
import io.leengine.spi.scheduler.VersionSpec;
import io.leengine.tck.InstanceMirror;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only this scheduler does: sandboxes, files, limits, deaths. */
class LocalSchedulerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final VersionKey V1 = new VersionKey("hello", "v1");
    private static TestRegistry registry;
    private static ImageReference image;

    @TempDir
    private Path folder;
    private Options options;
    private LocalScheduler scheduler;
    private InstanceMirror mirror;
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void publish() throws Exception {
        registry = new TestRegistry();
        image = registry.image(TestImage.config(), TestImage.layers());
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @BeforeEach
    void open() throws Exception {
        options = TestCell.options(folder.resolve("cell"), 4_096);
        reopen();
        scheduler.applyNamespace(context(), new NamespaceSpec("hello", registry.address(), TestRegistry.PULL));
    }

    private void reopen() throws Exception {
        scheduler = new LocalScheduler(options);
        mirror = new InstanceMirror(scheduler.watch(context()));
    }

    private void shut() throws InterruptedException {
        mirror.close();
        scheduler.close();
    }

    @AfterEach
    void close() throws Exception {
        scheduler.deleteNamespace(context(), "hello");
        mirror.await(List::isEmpty, PATIENCE);
        shut();
        http.close();
        try (Stream<Path> left = Files.list(options.folder().resolve("run/instances"))) {
            assertEquals(List.of(), left.toList(), "every sandbox's folder is gone");
        }
    }

    private static CallContext context() {
        return CallContext.of("test", PATIENCE);
    }

    private static InstanceTemplate template(ImageReference of, List<String> command, Duration startLimit,
            Duration grace) {
        return new InstanceTemplate(of, command, Map.of("FROM_TEMPLATE", "two\n=lines $HOME 'quoted'"), 0, 1_000,
            128L << 20, new HealthCheck("/", Duration.ofMillis(200), Duration.ofSeconds(5), 2, startLimit), grace);
    }

    private void run(InstanceTemplate template, int count) {
        scheduler.applyVersion(context(), new VersionSpec(V1, template, count), List.of());
    }

    private void run(String manner) {
        run(template(image, List.of("java", "-XX:TieredStopAtLevel=1", "-cp", "/app", TestApp.class.getName(),
            manner), Duration.ofSeconds(1), Duration.ofSeconds(1)), 1);
    }

    private Instance runOne() throws InterruptedException {
        run(template(image, List.of(), Duration.ofSeconds(60), Duration.ofSeconds(10)), 1);
        return await(Instance::ready);
    }

    private Instance await(Predicate<Instance> wanted) throws InterruptedException {
        return mirror.await(all -> all.size() == 1 && wanted.test(all.getFirst()), PATIENCE).getFirst();
    }

    private String get(Instance instance, String path) throws Exception {
        URI uri = URI.create("http://" + instance.endpoint().orElseThrow() + path);
        return http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString()).body();
    }

    @Test
    void anInstanceSeesItsImageAndNothingOfTheMachine() throws Exception {
        Instance instance = runOne();
        assertEquals("[app, dev, etc, jre, lib, lib64, proc, srv, tmp]",
            get(instance, "/list?/").replace("usr, ", ""));
        assertEquals("false", get(instance, "/exists?" + folder));
        assertEquals("[.host, fd, full, null, random, shm, stderr, stdin, stdout, tty, urandom, zero]",
            get(instance, "/list?/dev"));
        assertEquals("[]", get(instance, "/list?/dev/.host"));
        assertTrue(get(instance, "/list?/proc/1/root").contains("Exception"), "init cannot be looked into");
        assertTrue(get(instance, "/list?/etc").contains("hosts"));
        String environment = get(instance, "/environment");
        assertTrue(environment.contains("FROM_IMAGE=yes"), environment);
        assertTrue(environment.contains("FROM_TEMPLATE=two\n=lines $HOME 'quoted'"), environment);
        assertTrue(environment.contains("INSTANCE_ID=" + instance.id()), environment);
        assertTrue(environment.contains("PWD=/srv/here"), environment);
        assertFalse(environment.contains("JAVA_HOME"), environment);
        assertFalse(environment.contains("leengine"), environment);
        String pid = instance.attributes().get("pid");
        assertFalse(Files.readString(Path.of("/proc/" + pid + "/cmdline")).contains("quoted"));
        Path kept = options.folder().resolve("namespaces/hello/namespace.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(options.folder())));
    }

    @Test
    void aKilledInstanceIsReplacedAtOnce() throws Exception {
        Instance before = runOne();
        HostProcess.of(Long.parseLong(before.attributes().get("pid"))).orElseThrow().kill();
        long killed = System.nanoTime();
        Instance starting = await(it -> it.restarts() == 1 && it.state() == State.STARTING);
        assertTrue(System.nanoTime() - killed < 3_000_000_000L, "the first restart comes soon");
        assertEquals(before.id(), starting.id());
        Instance after = await(it -> it.ready() && it.restarts() == 1);
        assertNotEquals(before.startedAt(), after.startedAt());
        assertTrue(scheduler.events(context(), "hello").stream()
            .anyMatch(it -> it.reason().equals("Ended") && it.message().contains("signal 9")));
    }

    @Test
    void aCrashLoopBacksOffAndSaysWhy() throws Exception {
        run("crash");
        Instance instance = await(it -> it.restarts() >= 2 && it.state() == State.BACKING_OFF);
        assertEquals("It ended with exit status 3. Its last output: it broke on purpose", instance.reason());
        assertTrue(instance.startedAt().isEmpty());
    }

    @Test
    void oneThatNeverListensIsRestarted() throws Exception {
        run("deaf");
        Instance instance = await(it -> it.state() == State.BACKING_OFF);
        assertTrue(instance.reason().startsWith("It did not become healthy within 1 s."), instance.reason());
    }

    @Test
    void oneThatStaysSickIsRestartedIfAskedFor() throws Exception {
        InstanceTemplate patient = template(image, List.of(), Duration.ofSeconds(60), Duration.ofSeconds(10));
        run(new InstanceTemplate(image, List.of(), patient.environment(), 0, 1_000, 128L << 20, new HealthCheck("/",
            Duration.ofMillis(200), Duration.ofSeconds(5), 2, Duration.ofSeconds(60), 4), Duration.ofSeconds(10)), 1);
        Instance first = await(Instance::ready);
        get(first, "/sick");
        Instance out = await(it -> it.state() == State.RUNNING && !it.ready());
        assertEquals(0, out.restarts(), "out of traffic first");
        String why = "It failed its health check 4 times in a row. The health check / answered with status 503.";
        assertEquals(why, await(it -> it.state() == State.BACKING_OFF).reason());
        Instance again = await(Instance::ready);
        assertEquals(1, again.restarts());
        assertEquals(first.id(), again.id());
        assertNotEquals(first.attributes().get("pid"), again.attributes().get("pid"));
        assertTrue(scheduler.events(context(), "hello").stream().anyMatch(event -> event.warning()
            && event.message().equals(why)), "told");
        assertEquals(4, scheduler.versions(context(), "hello").getFirst().template().health().restartAfter());
    }

    @Test
    void oneThatIgnoresTheSignalIsKilledAfterItsGrace() throws Exception {
        run(template(image, List.of("java", "-XX:TieredStopAtLevel=1", "-cp", "/app", TestApp.class.getName(),
            "stubborn"), Duration.ofSeconds(60), Duration.ofSeconds(1)), 1);
        Instance instance = await(Instance::ready);
        HostProcess main = HostProcess.of(Long.parseLong(instance.attributes().get("pid"))).orElseThrow();
        scheduler.deleteVersion(context(), V1);
        mirror.await(List::isEmpty, PATIENCE);
        assertFalse(main.alive());
    }

    @Test
    void oneThatIsUnwellIsNotReady() throws Exception {
        Instance instance = runOne();
        get(instance, "/sick");
        Instance sick = await(it -> !it.ready());
        assertEquals(State.RUNNING, sick.state());
        assertEquals("The health check / answered with status 503.", sick.reason());
    }

    @Test
    void oneThatEatsTooMuchIsKilledAndThisIsSaid() throws Exception {
        assumeTrue(scheduler.health().message().isEmpty(), "control groups can be written");
        Instance instance = runOne();
        URI uri = URI.create("http://" + instance.endpoint().orElseThrow() + "/eat?300");
        http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
        Instance eaten = await(it -> it.restarts() == 1 && it.state() == State.BACKING_OFF);
        assertTrue(eaten.reason().startsWith("It used more than its 128 MiB of memory"), eaten.reason());
    }

    @Test
    void theLogIsFollowedAcrossItsTurns() throws Exception {
        Instance instance = runOne();
        try (Watch<Line> log = scheduler.logs(context(), "hello", instance.id(), 100, true)) {
            Path turned = options.folder().resolve("logs").resolve(instance.id()).resolve("log.2");
            int length = 1_000;
            while (!Files.exists(turned)) {
                length++;
                get(instance, "/print?" + length);
                // What was printed in the moment between a turn's copy and its cut is in no file.
                assertTrue(isFollowed(log, length) || !isKept(turned.getParent(), length), "line " + length);
            }
            assertTrue(Files.size(turned) > 4_096);
            scheduler.deleteVersion(context(), V1);
            Optional<Line> line = log.next(PATIENCE);
            while (!line.orElseThrow().last()) {
                line = log.next(PATIENCE);
            }
        }
    }

    private static boolean isFollowed(Watch<Line> log, int length) throws InterruptedException {
        Optional<Line> line = log.next(PATIENCE);
        while (line.isPresent() && line.get().text().length() != length) {
            line = log.next(PATIENCE);
        }
        return line.isPresent();
    }

    private static boolean isKept(Path folder, int length) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        for (Path file : files) {
            if (Files.readAllLines(file).stream().anyMatch(line -> line.length() == length)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aPullThatIsNotPermittedWaitsUntilTheNamespaceIsMended() throws Exception {
        scheduler.applyNamespace(context(),
            new NamespaceSpec("hello", registry.address(), new Credentials("puller", "wrong")));
        run(template(image, List.of(), Duration.ofSeconds(60), Duration.ofSeconds(1)), 1);
        Instance waiting = await(it -> it.reason().contains("not permitted"));
        assertEquals(State.BACKING_OFF, waiting.state());
        scheduler.applyNamespace(context(), new NamespaceSpec("hello", registry.address(), TestRegistry.PULL));
        await(Instance::ready);
    }

    @Test
    void contentWithAnotherDigestIsNeverRun() throws Exception {
        byte[] layer = TestRegistry.layer(tar -> TestRegistry.file(tar, "file", 0644, new byte[] {1}));
        ImageReference bad = registry.image(Map.of("Cmd", List.of("/file")), List.of(layer));
        registry.corrupt(Digest.of(layer));
        run(template(bad, List.of(), Duration.ofSeconds(60), Duration.ofSeconds(1)), 1);
        assertEquals(State.BACKING_OFF, await(it -> it.reason().contains("does not have the digest")
            || it.reason().contains("broke off")).state());
        assertFalse(Files.exists(options.folder().resolve("run/layers").resolve(Digest.of(layer).hex())));
    }

    @Test
    void anImageThatIsNotThereIsSaidToBe() throws Exception {
        run(template(new ImageReference(registry.address(), "team/app", Digest.of(new byte[0])), List.of(),
            Duration.ofSeconds(60), Duration.ofSeconds(1)), 1);
        assertTrue(await(it -> !it.reason().isEmpty() && it.reason().contains("is not found")).endpoint().isEmpty());
    }

    @Test
    void anEngineThatIsKilledLeavesInstancesThatAreTakenOver() throws Exception {
        Instance before = runOne();
        HostProcess main = HostProcess.of(Long.parseLong(before.attributes().get("pid"))).orElseThrow();
        shut();
        Process engine = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), SchedulerHost.class.getName(), options.folder().toString(),
            options.ports()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = engine.inputReader()) {
            assertEquals("open tck", out.readLine());
            // One made by an engine that is killed has the same fate as one it adopted.
            main.kill();
            while (HostProcess.of(main.pid()).filter(main::equals).filter(HostProcess::alive).isPresent()) {
                Thread.onSpinWait();
            }
            awaitRecord(before.id(), "\"restarts\":1", "\"ready\":true");
        } finally {
            engine.destroyForcibly().waitFor();
        }
        String kept = Files.readString(options.folder().resolve("instances").resolve(before.id() + ".json"));
        reopen();
        Instance after = await(Instance::ready);
        assertEquals(1, after.restarts());
        assertTrue(kept.contains("\"startedAtMillis\":" + after.startedAt().orElseThrow().toEpochMilli()), kept);
        assertTrue(HostProcess.of(Long.parseLong(after.attributes().get("pid"))).isPresent());
        assertEquals(before.id(), get(after, "/"));
    }

    private void awaitRecord(String id, String... parts) throws Exception {
        Path file = options.folder().resolve("instances").resolve(id + ".json");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Stream.of(parts).allMatch(read(file)::contains)) {
            assertTrue(System.nanoTime() < deadline, read(file));
            Thread.onSpinWait();
        }
    }

    private static String read(Path file) throws Exception {
        return Files.readString(file);
    }
}
