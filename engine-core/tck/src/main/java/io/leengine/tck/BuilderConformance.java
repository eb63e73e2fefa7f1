package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.spi.builder.Builder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Builder} does. Besides opening and closing, a plugin's test gives Git repositories to clone and a
 * registry to push to.
 */
public abstract class BuilderConformance extends TimedSeamConformance<Builder> {
    /** A line the compile of {@link #hangingProject()} prints before it hangs. */
    protected static final String HANGING = "conformance: hanging";

    private static final String TRACES = "conformance/traces";
    private static final int LOG_LIMIT = 1 << 20;
    private static final int PATIENCES = 4;
    private static final String DOCKERFILE = """
        FROM scratch
        COPY data.txt /data/
        ENV GREETING=hello
        ENTRYPOINT ["/data/run"]
        """;

    /** The builder under test. */
    protected Builder builder;
    private final Set<Integer> tried = ConcurrentHashMap.newKeySet();
    private final AtomicInteger runs = new AtomicInteger();
    private String small;

    /** A Git repository on a server or on disk. */
    public interface Source {
        /** Returns the URL to clone. */
        String url();

        /** Replaces the content of a branch, made if absent, and returns the commit. */
        String commit(String branch, Map<String, String> files) throws Exception;

        /** Makes a tag of the branch's commit. */
        void tag(String branch, String tag) throws Exception;
    }

    /** Makes an empty Git repository. */
    protected abstract Source newSource(Path folder) throws Exception;

    /** Returns host and port of a running registry. */
    protected abstract String registry();

    /** Returns credentials with which everything may be pushed and pulled. */
    protected abstract Credentials credentials();

    /** Returns the manifest that a tag names in the registry, if there is one. */
    protected abstract Optional<byte[]> manifest(String image, String tag) throws Exception;

    /** Returns a project whose compile prints {@link #HANGING} and then never ends, and the arguments for it. */
    protected abstract Map.Entry<Map<String, String>, List<String>> hangingProject();

    /** A build takes longer than other calls. */
    @Override
    protected Duration patience() {
        return super.patience().multipliedBy(PATIENCES);
    }

    @Override
    final void under(Builder opened) {
        builder = opened;
    }

    @Override
    final void prepare(Builder opened) throws Exception {
        if (small == null) {
            Source source = newSource(folder().resolve("small"));
            source.commit("main", project());
            small = source.url();
        }
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.BASE_IMAGE_PUBLISHER);
    }

    /** A trace is an image; its run has a name of its own, so that a repeat is the same run. */
    @Override
    final void leave(Builder opened, int trace) throws InterruptedException {
        tried.add(trace);
        opened.build(ctx(), new BuildRequest("trace-" + trace, "traces", small, Optional.empty(), "main", "",
            "Dockerfile", List.of(), registry(), credentials(), TRACES, Optional.of("t" + trace), LOG_LIMIT),
            new BuildRecorder());
    }

    @Override
    final List<Integer> traces(Builder opened) throws Exception {
        List<Integer> there = new ArrayList<>();
        for (int trace : tried) {
            if (manifest(TRACES, "t" + trace).isPresent()) {
                there.add(trace);
            }
        }
        return there;
    }

    @Override
    final List<SeamCall<Builder>> calls() {
        return List.of(
            new SeamCall<>("build", (it, context) -> it.build(context, request(small, "main"), new BuildRecorder())),
            new SeamCall<>("clearCache", (it, context) -> it.clearCache(context, "never-built")));
    }

    @Override
    final List<SeamCall<Builder>> badCalls() {
        List<SeamCall<Builder>> all = new ArrayList<>();
        malformed().forEach((field, requests) -> requests.forEach(request -> all.add(new SeamCall<>(
            field + " of " + request, (it, context) -> it.build(context, request, new BuildRecorder())))));
        all.add(new SeamCall<>("cache of '../x'", (it, context) -> it.clearCache(context, "../x")));
        return all;
    }

    private Map<String, List<BuildRequest>> malformed() {
        BuildRequest good = request(small, "main");
        return Map.of(
            "repository", List.of(request("ext::sh -c id", "main"), request("/etc", "main")),
            "folder", List.of(with(good, "../..", "Dockerfile", List.of()), with(good, "/etc", "Dockerfile", List.of())),
            "dockerfile", List.of(with(good, "", "../Dockerfile", List.of())),
            "ref", List.of(request(small, "--upload-pack=x")));
    }

    /** Returns a request for a project that is not compiled. */
    protected final BuildRequest request(String url, String ref) {
        return new BuildRequest("run-" + UUID.randomUUID(), "conformance", url, Optional.empty(), ref, "",
            "Dockerfile", List.of(), registry(), credentials(), "conformance/image-" + runs.incrementAndGet(), Optional.empty(),
            LOG_LIMIT);
    }

    private static BuildRequest with(BuildRequest it, String folder, String dockerfile, List<String> compile) {
        return new BuildRequest(it.runId(), it.codeBuild(), it.repository(), it.repositoryCredentials(), it.ref(),
            folder, dockerfile, compile, it.registry(), it.registryCredentials(), it.image(), it.tag(), it.logLimit());
    }

    private static Map<String, String> project() {
        return Map.of("Dockerfile", DOCKERFILE, "data.txt", "some data\n");
    }

    private BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
        return builder.build(ctx(), request, listener);
    }

    private EngineException refused(ErrorCode code, String field, BuildRequest request) {
        var failure = assertThrows(EngineException.class, () -> build(request, new BuildRecorder()));
        assertEquals(code, failure.code(), failure.getMessage());
        assertEquals(Optional.ofNullable(field), failure.field(), failure.getMessage());
        return failure;
    }

    @Test
    void aBranchBecomesAnImageTaggedWithItsCommit() throws Exception {
        Source source = newSource(folder().resolve("git"));
        String commit = source.commit("main", project());
        var request = request(source.url(), "main");
        var recorder = new BuildRecorder();

        BuildResult result = build(request, recorder);

        assertEquals(commit, result.commit());
        assertEquals(commit.substring(0, 12), result.tag());
        byte[] manifest = manifest(request.image(), result.tag()).orElseThrow();
        assertEquals(result.digest(), Digest.of(manifest));
        assertEquals(List.of(commit), recorder.commits());
        assertEquals(recorder.stages().stream().sorted().distinct().toList(), recorder.stages(), "stages in order");
        assertEquals(BuildStage.CLONE, recorder.stages().getFirst());
        assertEquals(BuildStage.PUSH, recorder.stages().getLast());
        assertFalse(recorder.overlapped(), "one thread at a time");
        assertFalse(recorder.lines().isEmpty());
    }

    @Test
    void tagsCommitsAndBeginningsOfCommitsAreBuilt() throws Exception {
        Source source = newSource(folder().resolve("git"));
        String first = source.commit("main", project());
        source.tag("main", "v1");
        String second = source.commit("main", Map.of("Dockerfile", DOCKERFILE, "data.txt", "newer\n"));

        assertEquals(first, build(request(source.url(), "v1"), new BuildRecorder()).commit());
        assertEquals(first, build(request(source.url(), first), new BuildRecorder()).commit());
        assertEquals(first, build(request(source.url(), first.substring(0, 10)), new BuildRecorder()).commit());
        assertEquals(second, build(request(source.url(), "main"), new BuildRecorder()).commit());
    }

    @Test
    void theSameSourceGivesTheSameDigest() throws Exception {
        Source source = newSource(folder().resolve("git"));
        source.commit("main", project());
        Digest first = build(request(source.url(), "main"), new BuildRecorder()).digest();
        builder.clearCache(ctx(), "conformance");
        Source copy = newSource(folder().resolve("copy"));
        copy.commit("main", project());
        assertEquals(first, build(request(copy.url(), "main"), new BuildRecorder()).digest());
        copy.commit("main", Map.of("Dockerfile", DOCKERFILE, "data.txt", "changed\n"));
        assertFalse(first.equals(build(request(copy.url(), "main"), new BuildRecorder()).digest()));
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Source source = newSource(folder().resolve("git"));
        source.commit("main", project());
        var good = request(source.url(), "main");
        refused(ErrorCode.NOT_FOUND, "repository", request(source.url() + "-absent", "main"));
        refused(ErrorCode.NOT_FOUND, "ref", request(source.url(), "no-such-branch"));
        refused(ErrorCode.NOT_FOUND, "ref", request(source.url(), "0123456789012345678901234567890123456789"));
        refused(ErrorCode.NOT_FOUND, "dockerfile", with(good, "", "Dockerfile.absent", List.of()));
        refused(ErrorCode.NOT_FOUND, "folder", with(good, "absent", "Dockerfile", List.of()));
    }

    @Test
    void whatIsMalformedIsInvalidAndTheFieldIsTheOneAtFault() throws Exception {
        malformed().forEach((field, requests) ->
            requests.forEach(request -> refused(ErrorCode.INVALID, field, request)));
    }

    @Test
    void aCopyThatLeavesTheSourceIsInvalid() throws Exception {
        Source source = newSource(folder().resolve("git"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nCOPY ../../../../etc/passwd /x\n"));
        var failure = refused(ErrorCode.INVALID, "dockerfile", request(source.url(), "main"));
        assertTrue(failure.getMessage().contains("2"), "names the line: " + failure.getMessage());
    }

    @Test
    void aDockerfileThatIsNoneFailsTheBuild() throws Exception {
        Source source = newSource(folder().resolve("git"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nBREW coffee\n"));
        refused(ErrorCode.BUILD_FAILED, "dockerfile", request(source.url(), "main"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nCOPY absent.txt /\n"));
        refused(ErrorCode.BUILD_FAILED, "dockerfile", request(source.url(), "main"));
    }

    @Test
    void theLogKeepsToItsLimit() throws Exception {
        Source source = newSource(folder().resolve("git"));
        var copies = new StringBuilder("FROM scratch\n");
        for (int i = 0; i < 100; i++) {
            copies.append("COPY data.txt /data/").append(i).append('\n').append("STOPSIGNAL SIGTERM\n");
        }
        source.commit("main", Map.of("Dockerfile", copies.toString(), "data.txt", "x"));
        var it = request(source.url(), "main");
        var small = new BuildRequest(it.runId(), it.codeBuild(), it.repository(), it.repositoryCredentials(), it.ref(),
            it.folder(), it.dockerfile(), it.compile(), it.registry(), it.registryCredentials(), it.image(),
            Optional.of("limited"), 1_024);
        var recorder = new BuildRecorder();
        assertEquals("limited", build(small, recorder).tag());
        var lines = recorder.lines();
        long size = lines.stream().limit(lines.size() - 1L)
            .mapToLong(line -> line.getBytes(StandardCharsets.UTF_8).length).sum();
        assertTrue(size <= 1_024, size + " bytes");
    }

    @Test
    void pastItsTimeARunEnds() throws Exception {
        var request = hanging();
        var failure = assertThrows(EngineException.class,
            () -> builder.build(CallContext.of("tck", patience().dividedBy(10)), request, new BuildRecorder()));
        assertEquals(ErrorCode.TIMEOUT, failure.code(), failure.getMessage());
    }

    @Test
    void anInterruptEndsARun() throws Exception {
        var request = hanging();
        var recorder = new BuildRecorder(line -> line.contains(HANGING));
        var run = start(() -> build(request, recorder));
        assertTrue(recorder.await(patience().toSeconds()), "it hangs: " + recorder.lines());
        run.thread().interrupt();
        var failure = assertThrows(ExecutionException.class, () -> run.result().get(patience().toMillis(), TimeUnit.MILLISECONDS));
        assertInstanceOf(InterruptedException.class, failure.getCause());
    }

    @Test
    void theSameRunIsJoined() throws Exception {
        var request = hanging();
        var first = new BuildRecorder(line -> line.contains(HANGING));
        var firstRun = start(() -> build(request, first));
        assertTrue(first.await(patience().toSeconds()), "it hangs: " + first.lines());
        var secondRun = start(() -> build(request, new BuildRecorder()));
        awaitWaiting(secondRun.thread());
        firstRun.thread().interrupt();
        assertThrows(ExecutionException.class,
            () -> firstRun.result().get(patience().toMillis(), TimeUnit.MILLISECONDS));
        // Were it a run of its own, it would hang.
        var ended = assertThrows(ExecutionException.class,
            () -> secondRun.result().get(patience().toMillis(), TimeUnit.MILLISECONDS), "it ends with the one it joined");
        assertFalse(ended.getCause() instanceof EngineException error && error.code() == ErrorCode.TIMEOUT,
            "it ends with the one it joined, not at its own time");
    }

    private void awaitWaiting(Thread thread) {
        long deadline = System.nanoTime() + patience().toNanos();
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            assertTrue(System.nanoTime() < deadline && thread.isAlive(), "it ended and did not join");
            Thread.yield();
        }
    }

    @Test
    void aListenerThatThrowsEndsTheRun() throws Exception {
        Source source = newSource(folder().resolve("git"));
        source.commit("main", project());
        var request = request(source.url(), "main");
        var failure = new IllegalStateException("enough");
        BuildListener listener = new BuildListener() {
            @Override
            public void stage(BuildStage stage) {
                if (stage == BuildStage.PUSH) {
                    throw failure;
                }
            }

            @Override
            public void line(String text) {
                // Nothing.
            }

            @Override
            public void commit(String commit) {
                // Nothing.
            }
        };
        assertSame(failure, assertThrows(IllegalStateException.class, () -> build(request, listener)));
        assertEquals(Optional.empty(), manifest(request.image(), "latest"));
        // And the same run again goes through.
        build(request, new BuildRecorder());
    }

    @Test
    void closingEndsARunUnderWay() throws Exception {
        var request = hanging();
        var recorder = new BuildRecorder(line -> line.contains(HANGING));
        var run = start(() -> build(request, recorder));
        assertTrue(recorder.await(patience().toSeconds()), "it hangs: " + recorder.lines());
        shut(builder);
        var ended = assertThrows(ExecutionException.class,
            () -> run.result().get(patience().toMillis(), TimeUnit.MILLISECONDS));
        assertEquals(ErrorCode.UNAVAILABLE, assertInstanceOf(EngineException.class, ended.getCause()).code());
    }

    @Test
    void aBaseImageIsPublishedIfDeclared() throws Exception {
        if (!has(Ability.BASE_IMAGE_PUBLISHER)) {
            assertTrue(builder.ability(BaseImagePublisher.class).isEmpty());
            return;
        }
        BaseImagePublisher publisher = builder.ability(BaseImagePublisher.class).orElseThrow();
        assertFalse(publisher.tag().isBlank());
        assertEquals(publisher.tag(), publisher.tag());
        Digest digest = publisher.publish(ctx(), registry(), credentials(), "conformance/base");
        assertEquals(digest, Digest.of(manifest("conformance/base", publisher.tag()).orElseThrow()));
        assertEquals(digest, Digest.of(manifest("conformance/base", "latest").orElseThrow()));
    }

    private BuildRequest hanging() throws Exception {
        Source source = newSource(folder().resolve("git"));
        var project = hangingProject();
        source.commit("main", project.getKey());
        return with(request(source.url(), "main"), "", "Dockerfile", project.getValue());
    }

    private record Running(Thread thread, FutureTask<BuildResult> result) {
    }

    private static Running start(Callable<BuildResult> call) {
        var task = new FutureTask<>(call);
        return new Running(Thread.ofVirtual().start(task), task);
    }
}
