package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.scheduler.local.image.UnpackedImage;
import io.leengine.scheduler.local.sandbox.StartedSandbox;
import io.leengine.scheduler.local.state.InstanceRecord;
import io.leengine.scheduler.local.state.RunRecord;
import io.leengine.spi.scheduler.Instance.State;
import io.leengine.spi.scheduler.InstanceTemplate;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * The life of one instance, in a thread of its own: image, room, start, watch, restart, stop. The thread may be
 * interrupted anywhere; the record on disk says where its successor goes on.
 */
final class InstanceRunner {
    private static final System.Logger LOG = System.getLogger(InstanceRunner.class.getName());

    private final Parts parts;
    private final Surroundings cell;
    private final Optional<InstanceTemplate> template;
    private final SandboxRun sandbox;
    private final InstanceView view;
    private final Backoff restarts;
    private final Backoff pulls;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private volatile boolean hurry;
    private volatile InstanceRecord record;
    private Thread thread;

    /** @param template empty only for a record whose version is gone, which is stopping */
    InstanceRunner(Parts parts, Surroundings cell, Optional<InstanceTemplate> template, InstanceRecord record) {
        this.parts = parts;
        this.cell = cell;
        this.template = template;
        this.record = record;
        this.sandbox = new SandboxRun(parts, record.id());
        this.view = new InstanceView(parts, record);
        Options options = parts.options();
        this.restarts = new Backoff(options.firstRestart(), options.mostWait(), ThreadLocalRandom.current());
        this.pulls = new Backoff(options.firstRestart().multipliedBy(2), options.mostWait(),
            ThreadLocalRandom.current());
    }

    InstanceRecord record() {
        return record;
    }

    Optional<InstanceTemplate> template() {
        return template;
    }

    SandboxRun sandbox() {
        return sandbox;
    }

    /** Shows the instance as its record says, and takes back what it holds already. Called before {@link #begin}. */
    void adopt() {
        template.ifPresent(it -> record.run().ifPresent(run -> cell.room().adopt(record.id(), it.memoryBytes())));
        Optional<RunRecord> alive = record.run().filter(run -> run.keeper().alive());
        if (alive.isEmpty()) {
            view.show(record, record.stopping() ? State.STOPPING : State.PENDING, "It was not found running.");
            return;
        }
        parts.ports().adopt(record.port());
        boolean healthy = alive.get().healthy();
        view.show(record, record.stopping() ? State.STOPPING : healthy ? State.RUNNING : State.STARTING,
            alive.get().ready() || record.stopping() ? "" : "It was not ready when it was last seen.");
    }

    void begin() {
        thread = Thread.ofVirtual().name("scheduler-local-" + record.id()).start(this::live);
    }

    /** Marks it to go for good; recorded when this returns. */
    void stop() throws IOException {
        if (!record.stopping()) {
            update(InstanceRecord::asStopping);
            view.show(record, State.STOPPING, "");
            wake();
        }
    }

    /** Makes it look again now. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread and leaves the instance as it is. */
    void leave() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    private void live() {
        try {
            while (true) {
                try {
                    if (record.run().isPresent()) {
                        resume();
                    }
                    while (!record.stopping()) {
                        attempt();
                    }
                    finish();
                    return;
                } catch (IOException | RuntimeException e) {
                    trouble("Its state cannot be kept: " + words(e), e);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "{0} is left as it is", record.id());
        }
    }

    /** Goes on with the run of a plugin that went before. */
    private void resume() throws IOException, InterruptedException {
        if (record.run().orElseThrow().main().isEmpty()) {
            sandbox.identify(this::update);
        }
        watchOver(null);
    }

    private void attempt() throws IOException, InterruptedException {
        InstanceTemplate wanted = template.orElseThrow();
        try {
            view.show(record, State.PENDING, "Its image is being made ready.");
            UnpackedImage image = parts.images().prepare(wanted.image(),
                cell.credentials(record.key().namespace()).orElseThrow(
                    () -> EngineException.notFound("namespace", record.key().namespace())));
            if (record.stopping()) {
                return;
            }
            if (!cell.room().take(record.id(), wanted.memoryBytes())) {
                waits(State.PENDING, "No room: the cell has less than "
                    + ExitReason.mebibytes(wanted.memoryBytes()) + " of memory left.", null);
                return;
            }
            pulls.reset();
            start(image, wanted);
        } catch (EngineException | IOException e) {
            giveUpStart();
            waits(State.BACKING_OFF, words(e), e);
        }
    }

    private void start(UnpackedImage image, InstanceTemplate wanted) throws IOException, InterruptedException {
        int port = parts.ports().take(record.port());
        update(it -> it.withPort(port));
        StartedSandbox started = sandbox.start(image, wanted, port, this::update);
        view.show(record, State.STARTING, "");
        sandbox.identify(this::update);
        parts.events().add(record.key(), record.id(), "Started", "Started on port " + port + ".", false);
        watchOver(started);
    }

    /** What a failed start left goes before the next. */
    private void giveUpStart() throws IOException, InterruptedException {
        if (record.run().isPresent()) {
            sandbox.clear(record.run().get(), 0);
            update(it -> it.withRun(Optional.empty()));
        }
        parts.ports().giveBack(record.port());
    }

    private void waits(State state, String reason, Exception cause) throws InterruptedException {
        if (record.stopping()) {
            return;
        }
        LOG.log(Level.INFO, "{0} waits: {1}", record.id(), reason);
        LOG.log(Level.DEBUG, "Why it waits", cause);
        parts.events().add(record.key(), record.id(), "Waiting", reason, true);
        view.show(record, state, reason);
        backOff(pulls.next());
    }

    private void trouble(String reason, Exception cause) throws InterruptedException {
        LOG.log(Level.ERROR, record.id() + ": " + reason, cause);
        view.show(record, record.stopping() ? State.STOPPING : State.BACKING_OFF, reason);
        Thread.sleep(pulls.next());
    }

    /** Stays with a run until it has ended and is cleared away. */
    private void watchOver(StartedSandbox started) throws IOException, InterruptedException {
        RunWatch watch = new RunWatch(parts, template, this, view);
        String verdict = watch.untilEnd(started);
        RunRecord run = record.run().orElseThrow();
        if (run.keeper().alive()) {
            // One that has served may have something to put in order; one that never came up has not.
            sandbox.end(run, record.stopping() || run.healthy() ? record.graceMillis() : 0);
        }
        long ran = System.currentTimeMillis() - run.startedAtMillis();
        String ended = sandbox.clear(run, template.map(InstanceTemplate::memoryBytes).orElse(0L));
        parts.ports().giveBack(record.port());
        if (record.stopping()) {
            update(it -> it.withRun(Optional.empty()));
            return;
        }
        update(InstanceRecord::restarted);
        String reason = verdict.isEmpty() ? ended : verdict;
        LOG.log(Level.INFO, "{0} ended: {1}", record.id(), reason);
        parts.events().add(record.key(), record.id(), "Ended", reason, true);
        if (run.healthy() && ran >= parts.options().steadyAfter().toMillis()) {
            restarts.reset();
        }
        view.show(record, State.BACKING_OFF, reason);
        backOff(restarts.next());
    }

    private void finish() throws IOException, InterruptedException {
        if (record.run().isPresent()) {
            sandbox.clear(record.run().get(), 0);
        }
        cell.room().giveBack(record.id());
        parts.events().add(record.key(), record.id(), "Stopped", "Stopped for good.", false);
        cell.gone(this);
    }

    /** Changes the record and keeps it, unless nothing changed. */
    InstanceRecord update(UnaryOperator<InstanceRecord> change) throws IOException {
        lock.lock();
        try {
            InstanceRecord after = change.apply(record);
            if (!after.equals(record)) {
                parts.folder().save(after);
                record = after;
            }
            return after;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait before its time, because its cause may have gone. */
    void hurry() {
        hurry = true;
        wake();
    }

    private void backOff(Duration limit) throws InterruptedException {
        hurry = false;
        long deadline = System.nanoTime() + limit.toNanos();
        long left = limit.toNanos();
        while (left > 0 && !hurry && !record.stopping()) {
            pause(Duration.ofNanos(left));
            left = deadline - System.nanoTime();
        }
    }

    /** Waits until woken or the time is over. */
    void pause(Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    private static String words(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
