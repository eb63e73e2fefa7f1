package io.leengine.builder.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.tck.BuildRecorder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs with real Git, Maven, sandboxes and a registry. */
class MavenBuilderTest {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long SECONDS = 120;

    @TempDir
    Path temporary;

    private TestRegistry registry;
    private MavenBuilder builder;
    private GitFixture source;

    @BeforeEach
    void start() throws Exception {
        registry = new TestRegistry();
        source = new GitFixture(temporary.resolve("git"));
        builder = new MavenBuilder(TestSettings.of(temporary.resolve("builder")));
    }

    @AfterEach
    void stop() throws Exception {
        builder.close();
        registry.close();
    }

    private void restart(String sandbox) throws Exception {
        builder.close();
        builder = new MavenBuilder(TestSettings.of(temporary.resolve("builder"), sandbox));
    }

    private BuildRequest request(List<String> compile, long logLimit) {
        return new BuildRequest(UUID.randomUUID().toString(), "tiny", source.url(), Optional.empty(), "main", "",
            "Dockerfile", compile, registry.address(), TestRegistry.USER, "team/tiny", Optional.empty(), logLimit);
    }

    private BuildResult build(BuildRequest request, BuildRecorder recorder) throws InterruptedException {
        return builder.build(CallContext.of("test", LIMIT), request, recorder);
    }

    private EngineException failure(BuildRequest request, BuildRecorder recorder) {
        return assertThrows(EngineException.class, () -> build(request, recorder));
    }

    @Test
    void aMavenProjectIsCompiledAndTheSecondRunTakesWhatTheFirstMade() throws Exception {
        source.commit("main", Projects.jar(Projects.sound()));
        var first = new BuildRecorder();
        long start = System.nanoTime();
        BuildResult one = build(request(List.of("-ntp", "-DskipTests", "package"), 1 << 20), first);
        long firstTook = System.nanoTime() - start;
        assertEquals(List.of(BuildStage.values()), first.stages());
        assertTrue(first.lines().stream().anyMatch(line -> line.contains("BUILD SUCCESS")), first.lines().toString());
        assertTrue(Files.isDirectory(temporary.resolve("builder/caches/tiny/repository/org")), "the cache is kept");

        var second = new BuildRecorder();
        start = System.nanoTime();
        BuildResult two = build(request(List.of("-ntp", "-DskipTests", "package"), 1 << 20), second);
        long secondTook = System.nanoTime() - start;
        System.out.printf("first build %.2f s, second %.2f s, ratio %.2f%n", firstTook / 1e9, secondTook / 1e9,
            (double) secondTook / firstTook);
        assertEquals(one.digest(), two.digest());
        assertFalse(second.lines().stream().anyMatch(line -> line.contains("BUILD SUCCESS")));

        // From nothing, it is still the same image.
        builder.clearCache(CallContext.of("test", LIMIT), "tiny");
        assertFalse(Files.exists(temporary.resolve("builder/caches/tiny")));
        var third = new BuildRecorder();
        assertEquals(one.digest(), build(request(List.of("-ntp", "-DskipTests", "package"), 1 << 20), third).digest());
        assertTrue(third.lines().stream().anyMatch(line -> line.contains("BUILD SUCCESS")));
        try (Stream<Path> runs = Files.list(temporary.resolve("builder/runs"))) {
            assertEquals(List.of(), runs.toList(), "workspaces are removed");
        }
    }

    @Test
    void aCompileThatFailsSaysSoAndItsLogSaysWhy() throws Exception {
        source.commit("main", Projects.jar("public class Tiny { this is not Java }\n"));
        var recorder = new BuildRecorder();
        var failure = failure(request(List.of("-ntp", "compile"), 1 << 20), recorder);
        assertEquals(ErrorCode.BUILD_FAILED, failure.code(), failure.getMessage());
        assertTrue(recorder.lines().stream().anyMatch(line -> line.contains("Tiny.java:[1")),
            recorder.lines().toString());
        assertEquals(BuildStage.COMPILE, recorder.stages().getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "unshare"})
    void aCompileSeesItsOwnFoldersAndNothingOfThePlatform(String sandbox) throws Exception {
        restart(sandbox);
        Path secret = Files.writeString(temporary.resolve("secret.txt"), "platform");
        source.commit("main", Projects.running("""
            for (String path : new String[] {"%s", System.getProperty("java.io.tmpdir") + "/../root/.ssh",
                    "/root", "/etc/shadow", "/var/lib", "/home", "/build/source/../../work"}) {
                System.out.println("sees " + path + ": " + new java.io.File(path).exists());
            }
            for (String path : new String[] {"/usr/x", "/etc/x", "/x", "/build/seed/x",
                    "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger"}) {
                // Opened only: a kernel setting would be the machine's.
                try (var out = new java.io.FileOutputStream(path, true)) {
                    System.out.println("writes " + path);
                } catch (java.io.IOException e) {
                    System.out.println("does not write " + path);
                }
            }
            java.nio.file.Files.writeString(java.nio.file.Path.of("/tmp/x"), "x");
            java.nio.file.Files.writeString(java.nio.file.Path.of("/build/source/x"), "x");
            System.out.println("processes " + java.lang.ProcessHandle.allProcesses().count());
            System.out.println("environment " + System.getenv().keySet());
            System.out.println("capabilities " + java.nio.file.Files.readString(
                java.nio.file.Path.of("/proc/self/status")).lines().filter(l -> l.startsWith("CapEff")).toList());
            """.formatted(secret)));
        var recorder = new BuildRecorder();
        build(request(List.of("package"), 1 << 20), recorder);
        String log = String.join("\n", recorder.lines());
        assertFalse(log.contains(": true"), log);
        assertFalse(log.contains("\nwrites"), log);
        assertTrue(log.matches("(?s).*processes [1-4]\\n.*"), log);
        assertTrue(log.contains("CapEff:\t0000000000000000"), log);
        assertFalse(log.contains("CURL_CA_BUNDLE") || log.contains("USER"), log);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "unshare"})
    void aCompileThatHangsIsEndedWithItsWholeProcessTree(String sandbox) throws Exception {
        restart(sandbox);
        String mark = "hangs-" + UUID.randomUUID();
        source.commit("main", Projects.hanging(mark));
        var recorder = new BuildRecorder(line -> line.contains(Projects.HANGING));
        var run = new FutureTask<>(() -> builder.build(CallContext.of("test", Duration.ofSeconds(15)),
            request(List.of("package"), 1 << 20), recorder));
        Thread.ofVirtual().start(run);
        assertTrue(recorder.await(SECONDS), recorder.lines().toString());
        assertFalse(Processes.with(mark).isEmpty(), "it runs");
        var failure = assertThrows(ExecutionException.class, () -> run.get(SECONDS, TimeUnit.SECONDS));
        assertEquals(ErrorCode.TIMEOUT, ((EngineException) failure.getCause()).code());
        assertEquals(List.of(), Processes.with(mark));
    }

    @Test
    void closingEndsRunsAndTheirProcesses() throws Exception {
        String mark = "close-" + UUID.randomUUID();
        source.commit("main", Projects.hanging(mark));
        var recorder = new BuildRecorder(line -> line.contains(Projects.HANGING));
        var run = new FutureTask<>(() -> build(request(List.of("package"), 1 << 20), recorder));
        Thread.ofVirtual().start(run);
        assertTrue(recorder.await(SECONDS), recorder.lines().toString());
        builder.close();
        assertEquals(List.of(), Processes.with(mark));
        var failure = assertThrows(ExecutionException.class, () -> run.get(SECONDS, TimeUnit.SECONDS));
        assertEquals(ErrorCode.UNAVAILABLE, ((EngineException) failure.getCause()).code());
        // The folder is free for the next one.
        restart("auto");
    }

    @Test
    void aGigabyteOfOutputIsDroppedBeyondTheLimit() throws Exception {
        source.commit("main", Projects.running("""
            byte[] line = new byte[100_000];
            java.util.Arrays.fill(line, (byte) 'x');
            line[line.length - 1] = '\\n';
            for (int i = 0; i < 10_000; i++) {
                System.out.write(line);
            }
            System.out.flush();
            """));
        var recorder = new BuildRecorder();
        build(request(List.of("package"), 1 << 20), recorder);
        var lines = recorder.lines();
        assertTrue(lines.getLast().contains("limit of 1048576 bytes"), lines.getLast());
        assertTrue(lines.stream().mapToInt(String::length).sum() < (1 << 20) + 200);
        assertTrue(lines.stream().mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length).max().getAsInt()
            <= 64 * 1024);
        assertTrue(lines.stream().anyMatch(line -> line.endsWith("…(cut)")));
    }

    @Test
    void whatACompileLinksToOutsideIsNotCopied() throws Exception {
        var files = new HashMap<>(Projects.running("""
            java.nio.file.Files.createSymbolicLink(java.nio.file.Path.of("data"), java.nio.file.Path.of("/etc/passwd"));
            """));
        files.put("Dockerfile", "FROM scratch\n\nCOPY data /data\n");
        source.commit("main", files);
        var failure = failure(request(List.of("package"), 1 << 20), new BuildRecorder());
        assertEquals(ErrorCode.INVALID, failure.code(), failure.getMessage());
        assertTrue(failure.getMessage().contains("line 3"), failure.getMessage());
    }

    @Test
    void linksThatLeaveTheSourceAreRefused() throws Exception {
        source.commit("main", Map.of("Dockerfile", "link:/etc/passwd", "sub", "link:/etc", "x", "x"));
        var it = request(List.of(), 1 << 20);
        assertEquals(Optional.of("dockerfile"), failure(it, new BuildRecorder()).field());
        var other = new BuildRequest(it.runId(), it.codeBuild(), it.repository(), it.repositoryCredentials(), it.ref(),
            "sub", it.dockerfile(), it.compile(), it.registry(), it.registryCredentials(), it.image(), it.tag(),
            it.logLimit());
        var failure = failure(other, new BuildRecorder());
        assertEquals(ErrorCode.INVALID, failure.code());
        assertEquals(Optional.of("folder"), failure.field());
    }

    @Test
    void runNeedsBuildahAndSaysSo() throws Exception {
        source.commit("main", Map.of("Dockerfile", "FROM leengine/java:25\nRUN echo hello\n"));
        var failure = failure(request(List.of(), 1 << 20), new BuildRecorder());
        assertEquals(ErrorCode.UNSUPPORTED, failure.code());
        assertTrue(failure.getMessage().contains("line 2: RUN needs buildah"), failure.getMessage());
        assertTrue(failure.nextStep().orElseThrow().contains("Install buildah"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch AS a\nFROM scratch\n"));
        assertEquals(ErrorCode.UNSUPPORTED, failure(request(List.of(), 1 << 20), new BuildRecorder()).code());
    }

    @Test
    void anAbsentBaseImageAndAForeignRegistryAreToldApart() throws Exception {
        source.commit("main", Map.of("Dockerfile", "FROM leengine/absent:1\n"));
        var absent = failure(request(List.of(), 1 << 20), new BuildRecorder());
        assertEquals(ErrorCode.BUILD_FAILED, absent.code(), absent.getMessage());
        source.commit("main", Map.of("Dockerfile", "FROM docker.example.org/java:25\n"));
        var foreign = failure(request(List.of(), 1 << 20), new BuildRecorder());
        assertEquals(ErrorCode.UNSUPPORTED, foreign.code(), foreign.getMessage());
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        Path small = Files.createDirectories(temporary.resolve("small"));
        org.junit.jupiter.api.Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs",
            small.toString()) == 0, "may mount");
        try (var tight = new MavenBuilder(TestSettings.of(small.resolve("builder")))) {
            source.commit("main", Projects.running("""
                try (var out = new java.io.FileOutputStream("/build/source/large")) {
                    out.write(new byte[8 << 20]);
                }
                """));
            var failure = assertThrows(EngineException.class, () -> tight.build(CallContext.of("test", LIMIT),
                request(List.of("package"), 1 << 20), new BuildRecorder()));
            assertEquals(ErrorCode.INSUFFICIENT_RESOURCES, failure.code(), failure.getMessage());
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    @Test
    void twoBuildersDoNotShareAFolder() {
        var failure = assertThrows(EngineException.class,
            () -> new MavenBuilder(TestSettings.of(temporary.resolve("builder"))));
        assertEquals(ErrorCode.CONFLICT, failure.code());
    }

    @Test
    void whatAKilledEngineLeftIsRemovedAtStartAndCachesAreNot() throws Exception {
        builder.close();
        Path stale = Files.createDirectories(temporary.resolve("builder/runs/stale/source"));
        Path cache = Files.createDirectories(temporary.resolve("builder/caches/tiny/repository"));
        Files.writeString(stale.resolve("file"), "x");
        restart("auto");
        assertFalse(Files.exists(stale));
        assertTrue(Files.exists(cache));
    }

    @Test
    void killingTheEngineEndsTheBuildsProcesses() throws Exception {
        for (String sandbox : List.of("bubblewrap", "unshare")) {
            String mark = "killed-" + UUID.randomUUID();
            source.commit("main", Projects.hanging(mark));
            Path java = Path.of(System.getProperty("java.home"), "bin/java");
            Process engine = new ProcessBuilder(java.toString(), "-cp", System.getProperty("java.class.path"),
                BuildingMain.class.getName(), temporary.resolve("child-" + sandbox).toString(), sandbox, source.url(),
                registry.address()).redirectErrorStream(true).start();
            try (var out = engine.inputReader()) {
                String line = out.readLine();
                while (line != null && !line.contains(Projects.HANGING)) {
                    line = out.readLine();
                }
                assertFalse(Processes.with(mark).isEmpty(), "it runs");
            } finally {
                engine.destroyForcibly().waitFor();
            }
            assertTrue(Processes.awaitNone(mark, Duration.ofSeconds(10)), sandbox + Processes.with(mark));
        }
    }
}
