package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import io.leengine.spi.builder.Builder;
import io.leengine.tck.reference.MemoryForge.Repository;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Builds out of and into a {@link MemoryForge}; what it compiles is the one project that hangs. */
public final class MemoryBuilder extends MemoryPart implements Builder, BaseImagePublisher {
    /** What a compile prints before it hangs, as its only argument says it. */
    public static final String HANG = "hang:";

    private static final Pattern URL = Pattern.compile("(https?|ssh|git|file)://[^\\s]+");
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,128}");
    private static final Pattern KNOWN = Pattern.compile("FROM|COPY|ENV|ENTRYPOINT|STOPSIGNAL");
    private static final int TAG_LENGTH = 12;

    private final MemoryForge forge;
    private final Map<String, Run> runs = new HashMap<>();

    /** A run under way, and its thread. */
    private record Run(FutureTask<BuildResult> result, Thread thread) {
    }

    /** Opens a builder. */
    public MemoryBuilder(String name, MemoryForge forge) {
        super(name);
        this.forge = forge;
    }

    @Override
    public BuildResult build(CallContext context, BuildRequest request, BuildListener listener)
            throws InterruptedException {
        check(request);
        enter(context);
        Run run;
        synchronized (runs) {
            mustBeOpen();
            run = runs.computeIfAbsent(request.runId(), id -> {
                FutureTask<BuildResult> result = new FutureTask<>(() -> run(request, new Log(request, listener)));
                return new Run(result, Thread.ofVirtual().name("build-" + id).start(result));
            });
        }
        try {
            return run.result().get(context.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, "The run did not end in time.", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            end(request.runId(), run);
        }
    }

    private RuntimeException failure(Throwable cause) throws InterruptedException {
        if (cause instanceof InterruptedException && !isClosed()) {
            throw new InterruptedException();
        }
        return cause instanceof RuntimeException known ? known
            : new EngineException(ErrorCode.UNAVAILABLE, "The builder was closed.", cause);
    }

    /** Whoever stops waiting ends the run, and waits until it has. */
    private void end(String id, Run run) throws InterruptedException {
        run.thread().interrupt();
        run.thread().join();
        synchronized (runs) {
            runs.remove(id, run);
        }
    }

    private BuildResult run(BuildRequest request, Log log) throws InterruptedException {
        log.stage(BuildStage.CLONE);
        Repository repository = forge.find(request.repository())
            .orElseThrow(() -> absent("repository", request.repository()));
        Repository.Commit commit = repository.find(request.ref()).orElseThrow(() -> absent("ref", request.ref()));
        log.commit(commit.id());
        log.line("commit " + commit.id());
        String prefix = request.folder().isEmpty() ? "" : request.folder() + "/";
        if (commit.files().keySet().stream().noneMatch(file -> file.startsWith(prefix))) {
            throw absent("folder", request.folder());
        }
        if (!request.compile().isEmpty()) {
            log.stage(BuildStage.COMPILE);
            log.line(request.compile().getFirst().substring(HANG.length()));
            new CountDownLatch(1).await();
        }
        log.stage(BuildStage.IMAGE);
        if (!commit.files().containsKey(prefix + request.dockerfile())) {
            throw absent("dockerfile", request.dockerfile());
        }
        byte[] manifest = image(commit.files(), prefix, request.dockerfile(), log);
        log.stage(BuildStage.PUSH);
        String tag = request.tag().orElse(commit.id().substring(0, TAG_LENGTH));
        return new BuildResult(commit.id(), tag, forge.push(request.image(), tag, manifest));
    }

    private static byte[] image(Map<String, String> files, String prefix, String dockerfile, Log log) {
        StringBuilder image = new StringBuilder();
        int number = 0;
        for (String line : files.get(prefix + dockerfile).lines().toList()) {
            number++;
            log.line("step " + number + ": " + line);
            String[] words = line.split(" ");
            if (!KNOWN.matcher(words[0]).matches()) {
                throw broken("Line " + number + ": there is no " + words[0] + ".");
            }
            image.append(line).append('\n');
            if (words[0].equals("COPY")) {
                if (words[1].contains("..")) {
                    throw EngineException.invalid("dockerfile", "Line " + number + " leaves the source.");
                }
                if (!files.containsKey(prefix + words[1])) {
                    throw broken("Line " + number + ": there is no " + words[1] + ".");
                }
                image.append(files.get(prefix + words[1]));
            }
        }
        return image.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static EngineException broken(String message) {
        return new EngineException(ErrorCode.BUILD_FAILED, message).withField("dockerfile");
    }

    private static EngineException absent(String field, String name) {
        return EngineException.notFound(field, name).withField(field);
    }

    private static void check(BuildRequest request) {
        checkThat("runId", NAME.matcher(request.runId()).matches());
        checkThat("codeBuild", NAME.matcher(request.codeBuild()).matches());
        checkThat("repository", URL.matcher(request.repository()).matches());
        checkThat("ref", REF.matcher(request.ref()).matches());
        checkThat("folder", !request.folder().startsWith("/") && !request.folder().contains(".."));
        checkThat("dockerfile", !request.dockerfile().startsWith("/") && !request.dockerfile().contains(".."));
    }

    private static void checkThat(String field, boolean good) {
        if (!good) {
            throw EngineException.invalid(field, "'" + field + "' is malformed.");
        }
    }

    @Override
    public void clearCache(CallContext context, String codeBuild) throws InterruptedException {
        checkThat("codeBuild", NAME.matcher(codeBuild).matches());
        enter(context);
    }

    @Override
    public String tag() {
        return "1";
    }

    @Override
    public Digest publish(CallContext context, String registry, Credentials credentials, String image)
            throws InterruptedException {
        enter(context);
        byte[] manifest = "base".getBytes(StandardCharsets.UTF_8);
        forge.push(image, "latest", manifest);
        return forge.push(image, tag(), manifest);
    }

    /** Ends the runs under way. */
    @Override
    public void close() {
        super.close();
        synchronized (runs) {
            runs.values().forEach(run -> run.thread().interrupt());
        }
    }

    /** Tells the listener no more lines than may be. */
    private static final class Log {
        private final BuildListener listener;
        private long left;

        Log(BuildRequest request, BuildListener listener) {
            this.listener = listener;
            this.left = request.logLimit();
        }

        void stage(BuildStage stage) {
            listener.stage(stage);
        }

        void commit(String commit) {
            listener.commit(commit);
        }

        void line(String text) {
            long size = text.getBytes(StandardCharsets.UTF_8).length;
            if (left >= size) {
                left -= size;
                listener.line(text);
            } else if (left >= 0) {
                left = -1;
                listener.line("The log is cut here.");
            }
        }
    }
}
