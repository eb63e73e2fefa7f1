package io.leengine.engine.reconcile;

import io.leengine.engine.seam.Backoff;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs work by key: one run a key at a time, a wish that comes during a run starts another after it, and a failed run is
 * repeated with back-off. Keys do not wait for each other but for the bound on runs at once.
 */
public final class KeyedQueue implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KeyedQueue.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);

    /** What is done for a key. */
    public interface Work {
        /**
         * Makes one key as desired.
         *
         * @param request names this run in log lines
         * @return when to run again by itself, if at all
         */
        Optional<Duration> run(String key, String request) throws InterruptedException;
    }

    private static final class Slot {
        private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
        private boolean queued;
        private boolean running;
        private boolean again;
        private ScheduledFuture<?> timer;
    }

    private final String name;
    private final Work work;
    private final Semaphore atOnce;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final AtomicLong runs = new AtomicLong();
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timers;
    private boolean closed;

    /**
     * @param name of the queue, for threads and log lines
     * @param atOnce most runs at once
     */
    public KeyedQueue(String name, int atOnce, Work work) {
        this.name = name;
        this.work = work;
        this.atOnce = new Semaphore(atOnce);
        this.threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
        this.timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name + "-timer").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    /** Wishes a run of a key, now. */
    public synchronized void add(String key) {
        if (closed) {
            return;
        }
        Slot slot = slots.computeIfAbsent(key, each -> new Slot());
        cancelTimer(slot);
        if (slot.running) {
            slot.again = true;
        } else if (!slot.queued) {
            slot.queued = true;
            threads.execute(() -> run(key, slot));
        }
    }

    /** Returns why the last run of a key failed; empty when it did not. */
    public Optional<String> problem(String key) {
        return Optional.ofNullable(problems.get(key));
    }

    private void run(String key, Slot slot) {
        String request = name + "-" + runs.incrementAndGet();
        Optional<Duration> next = Optional.empty();
        try {
            atOnce.acquire();
            try {
                next = attempt(key, slot, request);
            } finally {
                atOnce.release();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "{0} {1}: ended", name, key);
        } finally {
            finish(key, slot, next);
        }
    }

    private Optional<Duration> attempt(String key, Slot slot, String request) throws InterruptedException {
        synchronized (this) {
            if (closed) {
                return Optional.empty();
            }
            slot.queued = false;
            slot.running = true;
            slot.again = false;
        }
        try {
            Optional<Duration> next = work.run(key, request);
            slot.backoff.reset();
            problems.remove(key);
            return next;
        } catch (EngineException e) {
            problems.put(key, e.getMessage());
            LOG.log(System.Logger.Level.WARNING, "{0} {1} [{2}]: {3}: {4}", name, key, request, e.code(),
                e.getMessage());
            return Optional.of(slot.backoff.next());
        } catch (LinkageError e) {
            // The plugin was taken out in the middle of the call, and its classes with it: its successor does the rest.
            problems.put(key, "A plugin went in the middle of it.");
            LOG.log(System.Logger.Level.WARNING, "{0} {1} [{2}]: a plugin went in the middle: {3}", name, key, request, e);
            return Optional.of(slot.backoff.next());
        } catch (RuntimeException e) {
            problems.put(key, "An internal error; the engine's log says more under " + request + ".");
            LOG.log(System.Logger.Level.ERROR, name + " " + key + " [" + request + "] failed", e);
            return Optional.of(slot.backoff.next());
        }
    }

    private synchronized void finish(String key, Slot slot, Optional<Duration> next) {
        slot.running = false;
        slot.queued = false;
        if (closed) {
            return;
        }
        if (slot.again) {
            add(key);
        } else if (next.isPresent()) {
            slot.timer = timers.schedule(() -> add(key), next.get().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            slots.remove(key);
        }
    }

    private static void cancelTimer(Slot slot) {
        if (slot.timer != null) {
            slot.timer.cancel(false);
            slot.timer = null;
        }
    }

    /** Interrupts what runs and waits for it a little. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        timers.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "{0}: work did not end in time", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
