package io.leengine.engine.build;

import io.leengine.engine.change.ChangeFeed;
import io.leengine.engine.domain.BuildRun;
import io.leengine.engine.domain.CodeBuild;
import io.leengine.engine.domain.QuotaKind;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.identity.Robots;
import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.ownership.Tenure;
import io.leengine.engine.quota.QuotaGuard;
import io.leengine.engine.reconcile.KeyedQueue;
import io.leengine.engine.seam.Seams;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.builder.BuildRequest;
import io.leengine.spi.builder.BuildResult;
import io.leengine.spi.builder.Builder;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Does build runs, a queue a run. A run that was cut off by the death of the engine or of the builder is done again from
 * the start; one that keeps cutting engines off fails.
 */
public final class BuildRunner implements KeyedQueue.Work, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BuildRunner.class.getName());
    private static final int AT_ONCE = 4;
    private static final String ALL = "all";
    private static final int MOST_ATTEMPTS = 5;
    private static final long LOG_LIMIT = 20L << 20;
    private static final Duration ABSENT = Duration.ofSeconds(1);
    private static final Duration ROOM = Duration.ofSeconds(1);
    /** Each run that waits for room makes all of them ask more rarely, so that many do not keep the store busy. */
    private static final Duration EACH_WAITING = Duration.ofMillis(20);

    private final Store store;
    private final Seams seams;
    private final Robots robots;
    private final BaseImage baseImage;
    private final ChangeFeed feed;
    private final Clock clock;
    private final String registry;
    private final KeyedQueue queue;
    private final KeyedQueue resync = new KeyedQueue("build-resync", 1, (key, request) -> {
        start();
        endCanceled();
        return Optional.empty();
    });
    private final Ownership ownership;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timers =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("build-log").factory());

    /** What it is made of; {@code registry} is where builders push. */
    public BuildRunner(Store store, Seams seams, Robots robots, BaseImage baseImage, ChangeFeed feed, Clock clock,
            String registry, Ownership ownership) {
        this.store = store;
        this.ownership = ownership;
        queue = new KeyedQueue("build", AT_ONCE, this, ownership, store);
        ownership.listen(queue.holder(() -> resync.add(ALL)));
        this.seams = seams;
        this.robots = robots;
        this.baseImage = baseImage;
        this.feed = feed;
        this.clock = clock;
        this.registry = registry;
    }

    /** Some run was asked for or canceled, perhaps on another engine. */
    public void changed() {
        resync.add(ALL);
    }

    private void endCanceled() {
        running.keySet().stream().filter(this::isCanceled).forEach(this::cancel);
    }

    /** Takes up the runs an earlier engine left open. */
    public void start() {
        store.read(session -> session.builds().openRuns()).forEach(run -> queue.add(run.id()));
    }

    /** A run was asked for. */
    void wanted(String run) {
        queue.add(run);
    }

    /** A run was canceled in the store: its thread ends. */
    void cancel(String run) {
        Thread thread = running.get(run);
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Optional<Duration> run(String id, String request) throws InterruptedException {
        waiting.remove(id);
        Optional<Tenure> tenure = ownership.tenure(id);
        Optional<BuildRun> found = store.read(session -> session.builds().runById(id));
        if (tenure.isEmpty() || found.isEmpty() || found.get().state().ended()) {
            return Optional.empty();
        }
        Optional<Builder> builder = seams.first(Builder.class);
        if (builder.isEmpty() || !baseImage.settled()) {
            return Optional.of(ABSENT);
        }
        running.put(id, Thread.currentThread());
        try {
            return attempt(found.get(), builder.get(), request, tenure.get());
        } catch (InterruptedException e) {
            if (isCanceled(id)) {
                LOG.log(System.Logger.Level.INFO, "build run {0} [{1}]: canceled", id, request);
                return Optional.empty();
            }
            throw e;
        } finally {
            running.remove(id);
        }
    }

    private boolean isCanceled(String id) {
        return store.read(session -> session.builds().runById(id))
            .filter(run -> run.state() == BuildRun.State.CANCELED).isPresent();
    }

    private Optional<Duration> attempt(BuildRun found, Builder builder, String request, Tenure tenure)
            throws InterruptedException {
        CodeBuild build = store.read(session -> session.builds().byId(found.codeBuild())).orElseThrow();
        if (found.attempt() >= MOST_ATTEMPTS) {
            giveUp(found);
            return Optional.empty();
        }
        BuildRun run = Runs.started(found, clock.instant());
        try {
            if (!begun(run, tenure)) {
                return Optional.empty();
            }
        } catch (EngineException e) {
            return waits(found, e);
        }
        try (RunLog log = new RunLog(store, clock, feed, CodeBuildService.feedKey(build.name(), run.number()), run,
                timers)) {
            try {
                BuildResult result = builder.build(CallContext.of(request, build.timeLimit()), request(build, run), log);
                log.update(present -> Runs.succeeded(present, result, clock.instant()));
                return Optional.empty();
            } catch (EngineException e) {
                return failed(run, log, e, request);
            }
        }
    }

    /** Begins a run within the quota of whom its code build counts for, unless somebody ended it. */
    private boolean begun(BuildRun run, Tenure tenure) {
        return store.write(session -> {
            tenure.check(session);
            // Held, so that nobody hands the code build over meanwhile: its runs would count for another Owner.
            session.builds().byId(run.codeBuild()).map(CodeBuild::name).flatMap(session.builds()::lockByName);
            boolean open = session.builds().runById(run.id()).filter(each -> !each.state().ended()).isPresent();
            if (open) {
                QuotaGuard.within(session, QuotaGuard.charged(session, ResourceKind.CODE_BUILD, run.codeBuild()),
                    EnumSet.of(QuotaKind.BUILDS), () -> {
                        session.builds().update(run);
                        return run;
                    });
                session.builds().deleteLog(run.id());
            }
            return open;
        });
    }

    /** A run for which there is no room in the quota waits for another one's end, and says so meanwhile. */
    private Optional<Duration> waits(BuildRun found, EngineException refusal) {
        if (refusal.code() != ErrorCode.QUOTA_EXCEEDED) {
            throw refusal;
        }
        String why = "Waits: " + refusal.getMessage();
        if (!why.equals(found.error())) {
            store.write(session -> {
                session.builds().runById(found.id()).filter(present -> present.state() == BuildRun.State.QUEUED)
                    .ifPresent(present -> session.builds().update(Runs.waiting(present, why)));
                return null;
            });
        }
        waiting.add(found.id());
        Duration all = EACH_WAITING.multipliedBy(waiting.size());
        return Optional.of(all.compareTo(ROOM) > 0 ? all : ROOM);
    }

    /** Engines died of this run, or it never came to an end in them. */
    private void giveUp(BuildRun found) {
        EngineException error = new EngineException(ErrorCode.INTERNAL, "The run was begun " + found.attempt()
            + " times and cut off each time.").withNextStep("Look at the engine's log, then run it again.");
        store.write(session -> {
            session.builds().runById(found.id()).filter(present -> !present.state().ended())
                .ifPresent(present -> session.builds().update(Runs.failed(present, error, clock.instant())));
            return null;
        });
        LOG.log(System.Logger.Level.WARNING, "build run {0}: {1}", found.id(), error.getMessage());
    }

    private Optional<Duration> failed(BuildRun run, RunLog log, EngineException error, String request) {
        LOG.log(System.Logger.Level.INFO, "build run {0} [{1}]: {2}: {3}", run.id(), request, error.code(),
            error.getMessage());
        if (error.code() == ErrorCode.UNAVAILABLE && run.attempt() < MOST_ATTEMPTS) {
            log.line("leengine: " + error.getMessage() + " The run begins again.");
            return Optional.of(ABSENT.multipliedBy(run.attempt()));
        }
        log.line("leengine: " + error.getMessage() + error.nextStep().map(step -> " " + step).orElse(""));
        log.update(present -> Runs.failed(present, error, clock.instant()));
        return Optional.empty();
    }

    private BuildRequest request(CodeBuild build, BuildRun run) {
        return new BuildRequest(run.id(), build.id(), build.repository(), Optional.empty(), run.ref(), build.folder(),
            build.dockerfile(), build.compile(), registry, robots.credentials(Robots.Task.BUILD, build.id()),
            build.image(), Optional.of(run.tag()).filter(tag -> !tag.isEmpty()), LOG_LIMIT);
    }

    @Override
    public void close() {
        resync.close();
        queue.close();
        timers.shutdownNow();
    }
}
