package io.leengine.builder.maven;

import com.google.cloud.tools.jib.api.JibContainerBuilder;
import io.leengine.builder.maven.dockerfile.CopyResolver;
import io.leengine.builder.maven.dockerfile.DockerfileParser;
import io.leengine.builder.maven.dockerfile.IgnoreRules;
import io.leengine.builder.maven.dockerfile.ImagePlan;
import io.leengine.builder.maven.dockerfile.NeedsContainerException;
import io.leengine.builder.maven.dockerfile.Planner;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.BuildStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The stages of one run, from a request that has been checked to a pushed image. */
final class BuildRun {
    private static final int SHORT_COMMIT = 12;

    private final BuilderSettings settings;
    private final Sandboxes sandboxes;
    private final BuildRequest request;
    private final Path run;
    private final Path cache;
    private final RunLog log;
    private long stageStarted;
    private BuildStage stage;

    /**
     * @param run a folder of the run's own
     * @param cache what is kept for the code build
     */
    BuildRun(BuilderSettings settings, Sandboxes sandboxes, BuildRequest request, Path run, Path cache, RunLog log) {
        this.settings = settings;
        this.sandboxes = sandboxes;
        this.request = request;
        this.run = run;
        this.cache = cache;
        this.log = log;
    }

    /** Does the run. */
    BuildResult execute(CallContext context) throws InterruptedException {
        try {
            return stages(context);
        } catch (IOException | UncheckedIOException e) {
            DiskFull.check(e);
            throw new EngineException(ErrorCode.INTERNAL, "The build host failed: " + e.getMessage(), e);
        }
    }

    private BuildResult stages(CallContext context) throws InterruptedException, IOException {
        begin(BuildStage.CLONE);
        var git = new GitSource(request.repository(), request.repositoryCredentials());
        Path source = run.resolve("source");
        Optional<String> known = git.resolve(context, request.ref());
        boolean kept = known.isPresent() && kept(known.get()).take(run);
        String commit = kept ? known.get() : git.checkout(context, request.ref(), source);
        log.commit(commit);
        log.line("Commit " + commit + " of " + request.ref());
        var files = new SourceFolder(source);
        Path project = files.folder(request.folder());
        String dockerfile = dockerfile(files, project, kept);
        // Read before anything is compiled: who has to mend the Dockerfile should not wait for that.
        Optional<ImagePlan> plan = plan(dockerfile);

        begin(BuildStage.COMPILE);
        compile(context, source, project, kept);

        begin(BuildStage.IMAGE);
        String tag = request.tag().orElse(commit.substring(0, SHORT_COMMIT));
        Digest digest = plan.isPresent() ? jib(context, plan.get(), project, tag)
            : buildah(context, project, dockerfile, tag);
        log.line("Pushed " + request.image() + ":" + tag + " as " + digest);
        end();
        kept(commit).keep(run, cache.resolve("repository"));
        return new BuildResult(commit, tag, digest);
    }

    private KeptSource kept(String commit) {
        return new KeptSource(cache, request, commit, settings);
    }

    /** The Dockerfile as it was committed, whatever the compile does to it. */
    private String dockerfile(SourceFolder files, Path project, boolean kept) throws IOException {
        Path copy = run.resolve("Dockerfile");
        if (!kept) {
            Files.writeString(copy, files.dockerfile(project, request.dockerfile()));
        }
        return Files.readString(copy);
    }

    private Optional<ImagePlan> plan(String dockerfile) {
        try {
            ImagePlan plan = Planner.plan(DockerfileParser.parse(dockerfile));
            plan.ignored().forEach(log::line);
            return Optional.of(plan);
        } catch (NeedsContainerException e) {
            log.line("Dockerfile line " + e.line() + ": " + e.getMessage() + " needs buildah.");
            Buildah.require(settings, e);
            return Optional.empty();
        }
    }

    private void compile(CallContext context, Path source, Path project, boolean kept)
            throws InterruptedException, IOException {
        if (request.compile().isEmpty()) {
            log.line("Nothing to compile.");
        } else if (!Files.exists(project.resolve("pom.xml"))) {
            log.line("There is no pom.xml: nothing is compiled.");
        } else if (kept) {
            log.line("Nothing has changed since the last good run: its compiled source is used. Clear the cache to "
                + "compile again.");
        } else {
            new MavenCompile(settings, sandboxes.find()).compile(context, run, source, project,
                cache.resolve("repository"), request.compile(), log);
            MavenCompile.clean(run);
        }
    }

    private Digest jib(CallContext context, ImagePlan plan, Path project, String tag)
            throws InterruptedException, IOException {
        var registry = new RegistryAddress(request.registry());
        var push = new JibPush(registry, request.registryCredentials());
        Path ignore = project.resolve(".dockerignore");
        // A link to somewhere else is no list of ours.
        var rules = IgnoreRules.parse(Files.isRegularFile(ignore, java.nio.file.LinkOption.NOFOLLOW_LINKS)
            ? Files.readString(ignore, java.nio.charset.StandardCharsets.ISO_8859_1) : "");
        JibContainerBuilder image;
        try {
            image = new PlannedImage(plan, new CopyResolver(project, rules), registry, settings.registries())
                .prepare(push, log);
        } catch (NeedsContainerException e) {
            throw Buildah.unsupported(e);
        }
        begin(BuildStage.PUSH);
        return push.push(context, image, request.image(), List.of(tag), cache.resolve("layers"),
            run.resolve("layers"));
    }

    private Digest buildah(CallContext context, Path project, String dockerfile, String tag)
            throws InterruptedException, IOException {
        var buildah = new Buildah(settings, request, run, log);
        buildah.image(context, project, dockerfile);
        begin(BuildStage.PUSH);
        return buildah.push(context, tag);
    }

    private void begin(BuildStage next) {
        end();
        stage = next;
        stageStarted = System.nanoTime();
        log.stage(next);
    }

    private void end() {
        if (stage != null) {
            log.line(String.format(java.util.Locale.ROOT, "%s: %.2f s", stage.name().toLowerCase(java.util.Locale.ROOT),
                (System.nanoTime() - stageStarted) / 1e9));
        }
    }
}
