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
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.spi.builder.Builder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every builder does. A subclass gives the builder, a Git repository to clone and a registry to push to. */
public abstract class BuilderConformance {
    /** A line the compile of {@link #hangingProject()} prints before it hangs. */
    protected static final String HANGING = "conformance: hanging";

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final long SECONDS = 120;
    private static final String DOCKERFILE = """
        FROM scratch
        COPY data.txt /data/
        ENV GREETING=hello
        ENTRYPOINT ["/data/run"]
        """;

    @TempDir
    Path temporary;

    private Builder builder;
    private int runs;

    /** A Git repository on a server or on disk. */
    public interface Source {
        /** Returns the URL to clone. */
        String url();

        /** Replaces the content of a branch, made if absent, and returns the commit. */
        String commit(String branch, Map<String, String> files) throws Exception;

        /** Makes a tag of the branch's commit. */
        void tag(String branch, String tag) throws Exception;
    }

    /** Starts the builder under test. */
    protected abstract Builder start(Path folder) throws Exception;

    /** Stops it. */
    protected abstract void stop(Builder started) throws Exception;

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

    @BeforeEach
    void startBuilder() throws Exception {
        builder = start(temporary.resolve("builder"));
    }

    @AfterEach
    void stopBuilder() throws Exception {
        stop(builder);
    }

    /** Returns a request for a project that is not compiled. */
    protected final BuildRequest request(String url, String ref) {
        return new BuildRequest("run-" + UUID.randomUUID(), "conformance", url, Optional.empty(), ref, "",
            "Dockerfile", List.of(), registry(), credentials(), "conformance/image-" + ++runs, Optional.empty(),
            1 << 20);
    }

    private static BuildRequest with(BuildRequest it, String folder, String dockerfile, List<String> compile) {
        return new BuildRequest(it.runId(), it.codeBuild(), it.repository(), it.repositoryCredentials(), it.ref(),
            folder, dockerfile, compile, it.registry(), it.registryCredentials(), it.image(), it.tag(), it.logLimit());
    }

    private static Map<String, String> project() {
        return Map.of("Dockerfile", DOCKERFILE, "data.txt", "some data\n");
    }

    private BuildResult build(BuildRequest request, BuildListener listener) throws InterruptedException {
        return builder.build(CallContext.of("conformance", LIMIT), request, listener);
    }

    private EngineException refused(ErrorCode code, String field, BuildRequest request) {
        var failure = assertThrows(EngineException.class, () -> build(request, new BuildRecorder()));
        assertEquals(code, failure.code(), failure.getMessage());
        assertEquals(Optional.ofNullable(field), failure.field(), failure.getMessage());
        return failure;
    }

    @Test
    void aBranchBecomesAnImageTaggedWithItsCommit() throws Exception {
        Source source = newSource(temporary.resolve("git"));
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
        Source source = newSource(temporary.resolve("git"));
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
        Source source = newSource(temporary.resolve("git"));
        source.commit("main", project());
        Digest first = build(request(source.url(), "main"), new BuildRecorder()).digest();
        builder.clearCache(CallContext.of("conformance", LIMIT), "conformance");
        Source copy = newSource(temporary.resolve("copy"));
        copy.commit("main", project());
        assertEquals(first, build(request(copy.url(), "main"), new BuildRecorder()).digest());
        copy.commit("main", Map.of("Dockerfile", DOCKERFILE, "data.txt", "changed\n"));
        assertFalse(first.equals(build(request(copy.url(), "main"), new BuildRecorder()).digest()));
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Source source = newSource(temporary.resolve("git"));
        source.commit("main", project());
        var good = request(source.url(), "main");
        refused(ErrorCode.NOT_FOUND, "repository", request(source.url() + "-absent", "main"));
        refused(ErrorCode.NOT_FOUND, "ref", request(source.url(), "no-such-branch"));
        refused(ErrorCode.NOT_FOUND, "ref", request(source.url(), "0123456789012345678901234567890123456789"));
        refused(ErrorCode.NOT_FOUND, "dockerfile", with(good, "", "Dockerfile.absent", List.of()));
        refused(ErrorCode.NOT_FOUND, "folder", with(good, "absent", "Dockerfile", List.of()));
    }

    @Test
    void whatIsMalformedIsInvalid() throws Exception {
        Source source = newSource(temporary.resolve("git"));
        source.commit("main", project());
        var good = request(source.url(), "main");
        refused(ErrorCode.INVALID, "repository", request("ext::sh -c id", "main"));
        refused(ErrorCode.INVALID, "repository", request("/etc", "main"));
        refused(ErrorCode.INVALID, "folder", with(good, "../..", "Dockerfile", List.of()));
        refused(ErrorCode.INVALID, "folder", with(good, "/etc", "Dockerfile", List.of()));
        refused(ErrorCode.INVALID, "dockerfile", with(good, "", "../Dockerfile", List.of()));
        refused(ErrorCode.INVALID, "ref", request(source.url(), "--upload-pack=x"));
    }

    @Test
    void aCopyThatLeavesTheSourceIsInvalid() throws Exception {
        Source source = newSource(temporary.resolve("git"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nCOPY ../../../../etc/passwd /x\n"));
        var failure = refused(ErrorCode.INVALID, "dockerfile", request(source.url(), "main"));
        assertTrue(failure.getMessage().contains("2"), "names the line: " + failure.getMessage());
    }

    @Test
    void aDockerfileThatIsNoneFailsTheBuild() throws Exception {
        Source source = newSource(temporary.resolve("git"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nBREW coffee\n"));
        refused(ErrorCode.BUILD_FAILED, "dockerfile", request(source.url(), "main"));
        source.commit("main", Map.of("Dockerfile", "FROM scratch\nCOPY absent.txt /\n"));
        refused(ErrorCode.BUILD_FAILED, "dockerfile", request(source.url(), "main"));
    }

    @Test
    void theLogKeepsToItsLimit() throws Exception {
        Source source = newSource(temporary.resolve("git"));
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
            () -> builder.build(CallContext.of("conformance", Duration.ofSeconds(12)), request, new BuildRecorder()));
        assertEquals(ErrorCode.TIMEOUT, failure.code(), failure.getMessage());
    }

    @Test
    void anInterruptEndsARun() throws Exception {
        var request = hanging();
        var recorder = new BuildRecorder(line -> line.contains(HANGING));
        var run = start(() -> build(request, recorder));
        assertTrue(recorder.await(SECONDS), "it hangs: " + recorder.lines());
        run.thread().interrupt();
        var failure = assertThrows(ExecutionException.class, () -> run.result().get(SECONDS, TimeUnit.SECONDS));
        assertInstanceOf(InterruptedException.class, failure.getCause());
    }

    @Test
    void theSameRunIsJoined() throws Exception {
        var request = hanging();
        var first = new BuildRecorder(line -> line.contains(HANGING));
        var firstRun = start(() -> build(request, first));
        assertTrue(first.await(SECONDS), "it hangs: " + first.lines());
        // Were it a run of its own, it would wait or clone; joined, it ends with the first.
        var secondRun = start(() -> build(request, new BuildRecorder()));
        firstRun.thread().interrupt();
        assertThrows(ExecutionException.class, () -> firstRun.result().get(SECONDS, TimeUnit.SECONDS));
        secondRun.thread().interrupt();
        assertThrows(ExecutionException.class, () -> secondRun.result().get(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aListenerThatThrowsEndsTheRun() throws Exception {
        Source source = newSource(temporary.resolve("git"));
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
    void clearingACacheThatIsNotThereDoesNothing() throws Exception {
        builder.clearCache(CallContext.of("conformance", LIMIT), "never-built");
        builder.clearCache(CallContext.of("conformance", LIMIT), "never-built");
    }

    private BuildRequest hanging() throws Exception {
        Source source = newSource(temporary.resolve("git"));
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
