package io.leengine.builder.maven;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BaseImagePublisher;
import io.leengine.spi.builder.BuildListener;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.Builder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The builder in this process: each run is a virtual thread, what it compiles runs in a sandbox. */
public final class MavenBuilder implements Builder, BaseImagePublisher, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MavenBuilder.class.getName());
    private static final int STRIPES = 64;

    private final BuilderSettings settings;
    private final BuildFolder folder;
    private final Sandboxes sandboxes;
    private final Semaphore places;
    private final Semaphore[] codeBuilds = new Semaphore[STRIPES];
    private final ConcurrentHashMap<String, SharedRun> runs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Opens the folder; throws {@code CONFLICT} when another builder has it. */
    public MavenBuilder(BuilderSettings settings) throws IOException {
        this.settings = settings;
        HermeticGit.use();
        folder = new BuildFolder(settings.folder());
        sandboxes = new Sandboxes(settings, folder);
        places = new Semaphore(settings.concurrency(), true);
        for (int i = 0; i < STRIPES; i++) {
            codeBuilds[i] = new Semaphore(1, true);
        }
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Health health() {
        if (closed) {
            return Health.down("The builder is being stopped.");
        }
        var missing = new ArrayList<String>();
        if (settings.maven().isEmpty()) {
            missing.add("Maven is not installed, so no pom.xml can be compiled");
        }
        if (!Files.isExecutable(settings.javaHome().resolve("bin/javac"))) {
            missing.add(settings.javaHome() + " is not a JDK");
        }
        return missing.isEmpty() ? Health.up()
            : new Health(Health.State.DEGRADED, String.join("; ", missing) + ".");
    }

    @Override
    public BuildResult build(CallContext context, BuildRequest request, BuildListener listener)
            throws InterruptedException {
        RequestCheck.check(request);
        enter(context, "The run");
        var fresh = new SharedRun(request.runId(), () -> closed);
        SharedRun run = runs.computeIfAbsent(request.runId(), id -> fresh);
        if (run == fresh) {
            var log = new RunLog(request.logLimit(), listener);
            run.start(log, () -> {
                try {
                    return inPlace(context, request, log);
                } finally {
                    runs.remove(request.runId(), run);
                }
            });
            if (closed) {
                run.end();
            }
        } else {
            run.join(listener);
        }
        return run.await(context);
    }

    private void enter(CallContext context, String what) {
        if (closed) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The builder is being stopped.");
        }
        context.check(what);
    }

    private BuildResult inPlace(CallContext context, BuildRequest request, RunLog log)
            throws InterruptedException, IOException {
        // Maven cannot share a repository between processes, so a code build's runs go one after the other.
        Semaphore codeBuild = stripe(request.codeBuild());
        acquire(codeBuild, context);
        try {
            acquire(places, context);
            try {
                return inFolder(context, request, log);
            } finally {
                places.release();
            }
        } finally {
            codeBuild.release();
        }
    }

    private BuildResult inFolder(CallContext context, BuildRequest request, RunLog log)
            throws InterruptedException, IOException {
        Path run = newRun();
        try {
            return new BuildRun(settings, sandboxes, request, run, folder.cache(request.codeBuild()), log)
                .execute(context);
        } finally {
            discard(run);
        }
    }

    private Path newRun() throws IOException {
        try {
            return folder.newRun();
        } catch (IOException e) {
            DiskFull.check(e);
            throw e;
        }
    }

    private static void discard(Path run) {
        try {
            Folders.delete(run);
        } catch (IOException e) {
            // The run's end is known by now; the next start removes what is left.
            LOG.log(System.Logger.Level.WARNING, "The folder of a run could not be removed: " + run, e);
        }
    }

    private Semaphore stripe(String codeBuild) {
        return codeBuilds[Math.floorMod(codeBuild.hashCode(), STRIPES)];
    }

    private static void acquire(Semaphore semaphore, CallContext context) throws InterruptedException {
        if (!semaphore.tryAcquire(context.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new EngineException(ErrorCode.TIMEOUT, "The run had to wait for other runs until its time was up.");
        }
    }

    @Override
    public void clearCache(CallContext context, String codeBuild) throws InterruptedException {
        RequestCheck.name("codeBuild", codeBuild);
        enter(context, "Clearing the cache");
        Semaphore lock = stripe(codeBuild);
        acquire(lock, context);
        try {
            folder.clearCache(codeBuild);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.INTERNAL, "The cache could not be removed: " + e.getMessage(), e);
        } finally {
            lock.release();
        }
    }

    @Override
    public String tag() {
        return new BaseImage(settings).tag();
    }

    @Override
    public Digest publish(CallContext context, String registry, Credentials credentials, String image)
            throws InterruptedException {
        io.leengine.model.Identifiers.repository("image", image);
        enter(context, "Publishing the base image");
        var push = new JibPush(new RegistryAddress(registry), credentials);
        Path run = null;
        try {
            run = newRun();
            return new BaseImage(settings).publish(context, run, push, image);
        } catch (IOException e) {
            DiskFull.check(e);
            throw new EngineException(ErrorCode.INTERNAL, "The base image could not be made: " + e.getMessage(), e);
        } finally {
            if (run != null) {
                discard(run);
            }
        }
    }

    /** Ends all runs and their processes, and gives the folder up. */
    @Override
    public void close() throws IOException {
        closed = true;
        runs.values().forEach(SharedRun::end);
        runs.values().forEach(SharedRun::awaitEnd);
        folder.close();
    }
}
