package io.leengine.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.CodeBuilds;
import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.BuildRun.State;
import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.QuotaSubject;
import io.leengine.engine.domain.SeamKind;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.identity.StoredKeyRing;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.sim.MemoryStore;
import io.leengine.engine.sim.SimulatedRegistry;
import io.leengine.engine.sim.TestEngine;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.spi.builder.Builder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BuildRunnerTest {
    private final MemoryStore store = new MemoryStore();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private volatile Script script = (request, listener) -> new BuildResult("c0ffee", "c0ffee", Digest.of(new byte[0]));
    private ChangeFeed feed;
    private BaseImage base;
    private BuildRunner runner;
    private CodeBuildService builds;

    /** What a builder does. */
    interface Script {
        BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException;
    }

    private final class SimulatedBuilder implements Builder {
        @Override
        public String name() {
            return "builder";
        }

        @Override
        public BuildResult build(CallContext context, BuildRequest request, BuildListener listener)
                throws InterruptedException {
            begun.release();
            try {
                return script.build(request, listener);
            } finally {
                ended.release();
            }
        }

        @Override
        public void clearCache(CallContext context, String codeBuild) {
            begun.release();
        }
    }

    @BeforeEach
    void start() {
        Seams seams = new Seams();
        Robots robots = new Robots(new StoredKeyRing(store));
        Changes changes = new Changes(store, Clock.systemUTC());
        feed = new ChangeFeed();
        base = new BaseImage(seams, robots, "127.0.0.1:7080");
        runner = new BuildRunner(store, seams, robots, base, feed, Clock.systemUTC(), "127.0.0.1:7080",
            Ownership.alone());
        builds = new CodeBuildService(store, changes, new Ids(), seams, runner, feed);
        seams.added(SeamKind.BUILDER, "builder", new SimulatedBuilder());
        seams.added(SeamKind.REGISTRY_STORAGE, "registry", new SimulatedRegistry().plugin());
        base.start();
        while (!base.settled()) {
            Thread.onSpinWait();
        }
        runner.start();
    }

    @AfterEach
    void stop() {
        runner.close();
        base.close();
    }

    private static CodeBuilds.Draft draft(String repository, String ref, String folder, List<String> compile) {
        return new CodeBuilds.Draft("hello", "", repository, ref, folder, "", compile, "", Duration.ofMinutes(5));
    }

    private BuildRun run() {
        if (store.read(session -> session.builds().byName("hello")).isEmpty()) {
            builds.create(TestEngine.OWNER, draft("https://example.org/hello.git", "", "", List.of()));
        }
        return builds.run(TestEngine.OWNER, "hello", Optional.empty(), Optional.empty());
    }

    private BuildRun ended(BuildRun run) throws InterruptedException {
        return until(run, true);
    }

    private BuildRun until(BuildRun run, boolean end) throws InterruptedException {
        String key = CodeBuildService.feedKey("hello", run.number());
        long deadline = System.nanoTime() + 12_000_000_000L;
        BuildRun now = run;
        while (now.state().ended() != end) {
            assertTrue(System.nanoTime() < deadline, "the run does not end: " + now);
            feed.await(key, -1, Duration.ofMillis(20));
            now = builds.run(TestEngine.OWNER, "hello", run.number());
        }
        return now;
    }

    @Test
    void aRunTellsItsStagesItsCommitAndItsLinesInOrder() throws Exception {
        script = (request, listener) -> {
            listener.stage(BuildStage.CLONE);
            listener.commit("c0ffee");
            listener.stage(BuildStage.IMAGE);
            for (int i = 0; i < 5_000; i++) {
                listener.line("line " + i + " of the log of a build");
            }
            return new BuildResult("c0ffee", "c0ffee", Digest.of(new byte[0]));
        };
        BuildRun run = ended(run());
        assertEquals(State.SUCCEEDED, run.state());
        assertEquals(List.of(BuildStage.CLONE, BuildStage.IMAGE),
            run.stages().stream().map(BuildRun.StageTime::stage).toList());
        assertTrue(run.stages().stream().allMatch(stage -> stage.endedAt().isPresent()));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            expected.append("line ").append(i).append(" of the log of a build\n");
        }
        StringBuilder log = new StringBuilder();
        int position = 0;
        for (var chunk : builds.log(TestEngine.OWNER, "hello", 1, 0, Duration.ZERO)) {
            assertEquals(position++, chunk.position());
            log.append(chunk.text());
        }
        assertTrue(position > 1, "some chunks");
        assertEquals(expected.toString(), log.toString());
    }

    @Test
    void aRunThatTheEngineDiedOfIsDoneAgain() throws Exception {
        script = (request, listener) -> {
            listener.line("first");
            new Semaphore(0).acquire();
            return null;
        };
        BuildRun run = run();
        assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS));
        stop();
        assertEquals(State.RUNNING, builds.run(TestEngine.OWNER, "hello", 1).state());
        script = (request, listener) -> {
            listener.line("second");
            return new BuildResult("c0ffee", "c0ffee", Digest.of(new byte[0]));
        };
        start();
        BuildRun after = ended(run);
        assertEquals(State.SUCCEEDED, after.state());
        assertEquals(2, after.attempt());
        assertEquals("second\n", builds.log(TestEngine.OWNER, "hello", 1, 0, Duration.ZERO).getFirst().text());
    }

    @Test
    void aRunThatKeepsCuttingEnginesOffFails() throws Exception {
        script = (request, listener) -> {
            new Semaphore(0).acquire();
            return null;
        };
        BuildRun run = run();
        for (int i = 0; i < 5; i++) {
            assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS), "attempt " + i);
            stop();
            start();
        }
        assertEquals(State.FAILED, ended(run).state());
        assertEquals(0, begun.availablePermits());
    }

    @Test
    void aCanceledRunIsInterruptedAndStaysCanceled() throws Exception {
        script = (request, listener) -> {
            new Semaphore(0).acquire();
            return null;
        };
        BuildRun run = run();
        assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS));
        assertEquals(State.CANCELED, builds.cancel(TestEngine.OWNER, "hello", 1).state());
        assertTrue(ended.tryAcquire(5, TimeUnit.SECONDS), "the builder was interrupted");
        assertEquals(State.CANCELED, builds.cancel(TestEngine.OWNER, "hello", 1).state());
        builds.delete(TestEngine.OWNER, "hello", Optional.empty());
        assertEquals(Optional.empty(), store.read(session -> session.builds().runById(run.id())));
    }

    @Test
    void whatTimeMayMendIsTriedAgainAndAFaultOfTheSourceIsNot() throws Exception {
        script = (request, listener) -> {
            if (begun.availablePermits() < 2) {
                throw new EngineException(ErrorCode.UNAVAILABLE, "The registry is away.");
            }
            throw new EngineException(ErrorCode.BUILD_FAILED, "It does not compile.");
        };
        BuildRun run = ended(run());
        assertEquals(State.FAILED, run.state());
        assertEquals(Optional.of(ErrorCode.BUILD_FAILED), run.errorCode());
        assertEquals(2, run.attempt());
        assertEquals(2, begun.availablePermits());
    }

    @Test
    void aRunForWhichThereIsNoRoomWaitsAndSaysSo() throws Exception {
        Semaphore end = new Semaphore(0);
        script = (request, listener) -> {
            end.acquire();
            return new BuildResult("c0ffee", "c0ffee", Digest.of(new byte[0]));
        };
        store.write(session -> {
            session.quotas().put(new Quota(QuotaSubject.user(TestEngine.OWNER.id()), Map.of(QuotaKind.BUILDS, 1L), 1));
            return null;
        });
        BuildRun first = run();
        assertTrue(begun.tryAcquire(5, TimeUnit.SECONDS));
        BuildRun second = run();
        long deadline = System.nanoTime() + 12_000_000_000L;
        while (second.error().isEmpty()) {
            assertTrue(System.nanoTime() < deadline, "it does not wait: " + second);
            second = builds.run(TestEngine.OWNER, "hello", 2);
        }
        assertEquals(State.QUEUED, second.state());
        assertTrue(second.error().startsWith("Waits: The quota of the user"), second.error());
        assertEquals(0, begun.availablePermits());
        end.release(2);
        assertEquals(State.SUCCEEDED, ended(first).state());
        second = ended(second);
        assertEquals(State.SUCCEEDED, second.state());
        assertEquals("", second.error());
        assertEquals(1, second.attempt());
    }

    private void refused(String field, CodeBuilds.Draft draft) {
        assertEquals(Optional.of(field), assertThrows(EngineException.class,
            () -> builds.create(TestEngine.OWNER, draft)).field());
    }

    @Test
    void eachRuleOfACodeBuildNamesItsField() {
        String good = "https://example.org/x.git";
        for (String bad : List.of("", "x", "/etc", "ext::sh -c x", "https://me:secret@example.org/x", "-x", "a b")) {
            refused("repository", draft(bad, "", "", List.of()));
        }
        for (String bad : List.of("-x", "a..b", "a b", "x@{1}", "x".repeat(251))) {
            refused("ref", draft(good, bad, "", List.of()));
        }
        for (String bad : List.of("/x", "../x", "a/../b", "a\\b", "a\0", "x".repeat(501))) {
            refused("folder", draft(good, "", bad, List.of()));
        }
        refused("compile", draft(good, "", "", List.of(" ")));
        refused("timeLimitSeconds", new CodeBuilds.Draft("hello", "", good, "", "", "", List.of(), "", Duration.ZERO));
        refused("dockerfile", new CodeBuilds.Draft("hello", "", good, "", "", "../D", List.of(), "", Duration.ofHours(1)));
        refused("image", new CodeBuilds.Draft("hello", "", good, "", "", "", List.of(), "A", Duration.ofHours(1)));
        refused("name", new CodeBuilds.Draft("Hello", "", good, "", "", "", List.of(), "", Duration.ofHours(1)));
        builds.create(TestEngine.OWNER, draft(good, "a/b-1.0", "a/b", List.of("package")));
    }
}
