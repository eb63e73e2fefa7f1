package io.leengine.engine.reconcile;

import io.leengine.engine.ownership.Ownership;
import io.leengine.engine.seam.Backoff;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

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
        private Thread thread;
    }

    private final String name;
    private final Work work;
    private final Semaphore atOnce;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Ownership ownership;
    private final Problems problems;
    private final AtomicLong runs = new AtomicLong();
    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timers;
    private boolean closed;

    /**
     * @param name of the queue, for threads and log lines
     * @param atOnce most runs at once
     */
    public KeyedQueue(String name, int atOnce, Work work) {
        this(name, atOnce, work, Ownership.alone(), Problems.here());
    }

    /**
     * Of keys that are shared out among engines: what is another's is left to it.
     *
     * @param store where what is the matter with a key is kept, if other engines are to know
     */
    public KeyedQueue(String name, int atOnce, Work work, Ownership ownership, Store store) {
        this(name, atOnce, work, ownership, Problems.of(store, name));
    }

    private KeyedQueue(String name, int atOnce, Work work, Ownership ownership, Problems problems) {
        this.name = name;
        this.work = work;
        this.ownership = ownership;
        this.problems = problems;
        this.atOnce = new Semaphore(atOnce);
        this.threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
        this.timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name + "-timer").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    /** Wishes a run of a key, now; one that is another engine's to run is left to it. */
    public synchronized void add(String key) {
        if (closed || ownership.tenure(key).isEmpty()) {
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

    /** Returns why the last run of a key failed, on whichever engine; empty when it did not. */
    public Optional<String> problem(Session session, String key) {
        return problems.of(session, key);
    }

    /**
     * Returns what has this queue follow its engine's ownership.
     *
     * @param takeUp adds every key there is
     */
    public Ownership.Holder holder(Runnable takeUp) {
        return new Ownership.Holder() {
            @Override
            public void gained() {
                takeUp.run();
            }

            @Override
            public void leaving() {
                drop(false);
            }

            @Override
            public void lost() {
                drop(true);
            }

            @Override
            public boolean idle(Predicate<String> keys) {
                return isIdle(keys);
            }
        };
    }

    /** What was the matter with keys that were another engine's until now is known again. */
    void refreshProblems() {
        problems.refresh();
    }

    /** Forgets waiting keys that are another engine's now, and interrupts what runs for them if asked to. */
    private synchronized void drop(boolean interrupt) {
        slots.entrySet().removeIf(entry -> {
            Slot slot = entry.getValue();
            if (ownership.tenure(entry.getKey()).isPresent()) {
                return false;
            }
            cancelTimer(slot);
            if (slot.running && interrupt) {
                slot.thread.interrupt();
            }
            return !slot.running && !slot.queued;
        });
    }

    private synchronized boolean isIdle(Predicate<String> keys) {
        return slots.entrySet().stream().noneMatch(entry -> entry.getValue().running && keys.test(entry.getKey()));
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
            if (closed || ownership.tenure(key).isEmpty()) {
                return Optional.empty();
            }
            slot.queued = false;
            slot.running = true;
            slot.thread = Thread.currentThread();
            slot.again = false;
        }
        try {
            Optional<Duration> next = work.run(key, request);
            slot.backoff.reset();
            problems.clear(key);
            return next;
        } catch (EngineException e) {
            if (ownership.tenure(key).isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "{0} {1} [{2}]: left to another engine", name, key, request);
                return Optional.empty();
            }
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
        slot.thread = null;
        if (closed) {
            return;
        }
        if (ownership.tenure(key).isEmpty()) {
            slots.remove(key);
        } else if (slot.again) {
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
