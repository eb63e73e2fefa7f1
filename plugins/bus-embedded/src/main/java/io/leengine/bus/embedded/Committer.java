package io.leengine.bus.embedded;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The one thread that changes the map. It takes all requests that wait, writes their changes as one record, forces it
 * to the disk once, and only then shows the changes and answers: many callers share one force, and nobody reads what a
 * crash could take back.
 */
final class Committer {
    private static final Logger LOG = System.getLogger(Committer.class.getName());
    private static final int MOST_REQUESTS = 1_000;
    private static final long MOST_WEIGHT = 4L << 20;

    private final Shared shared;
    private final Journal journal;
    private final long compactAt;
    private final LinkedBlockingQueue<Request<?>> queue = new LinkedBlockingQueue<>();
    private final Set<String> ending = new HashSet<>();
    private final Thread thread;
    private long compactNext;
    private volatile Health health = Health.up();

    Committer(Shared shared, Journal journal, long compactAt) {
        this.shared = shared;
        this.journal = journal;
        this.compactAt = compactAt;
        this.compactNext = compactAt;
        // Not virtual: it spends its life in fsync, which would hold a carrier.
        this.thread = Thread.ofPlatform().daemon().name("leengine-bus-" + shared.name).unstarted(this::run);
    }

    /** Something to decide in a batch, and who waits for its answer. */
    private record Request<T>(Function<Batch, T> action, CompletableFuture<T> done, CompletableFuture<T> answer) {
        void decide(Batch batch) {
            try {
                answer.complete(action.apply(batch));
            } catch (EngineException e) {
                answer.completeExceptionally(e);
            }
        }

        void give() {
            answer.whenComplete((value, error) -> {
                if (error == null) {
                    done.complete(value);
                } else {
                    done.completeExceptionally(error);
                }
            });
        }

        void fail(EngineException error) {
            done.completeExceptionally(error);
        }
    }

    void start() {
        thread.start();
    }

    Health health() {
        return health;
    }

    /** Decides and commits; the action must leave the batch as it was when it throws. */
    <T> T commit(CallContext context, Function<Batch, T> action) throws InterruptedException {
        Duration limit = context.remaining();
        CompletableFuture<T> done = submit(action);
        try {
            return done.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, "Bus '" + shared.name + "' did not answer in time; the change "
                + "may still be made.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException known) {
                throw known;
            }
            throw new EngineException(ErrorCode.INTERNAL, "Bus '" + shared.name + "' failed.", e.getCause());
        }
    }

    /** Removes a lease's keys, now or, when the disk refuses, with the next change. */
    CompletableFuture<Void> end(String lease) {
        return submit(batch -> {
            ending.add(lease);
            batch.end(lease);
            return null;
        });
    }

    private <T> CompletableFuture<T> submit(Function<Batch, T> action) {
        Request<T> request = new Request<>(action, new CompletableFuture<>(), new CompletableFuture<>());
        queue.add(request);
        // After the thread has gone nobody else would take it out.
        if (shared.closed() && queue.remove(request)) {
            request.fail(shared.unavailable());
        }
        return request.done();
    }

    /** Ends the thread after what it is writing; whatever waits is refused. */
    void stop() {
        queue.add(new Request<>(batch -> null, new CompletableFuture<>(), new CompletableFuture<>()));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Request<?>> taken = new ArrayList<>();
        try {
            while (!shared.closed()) {
                taken.add(queue.take());
                if (!shared.closed()) {
                    work(taken);
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.WARNING, "bus ''{0}'': interrupted, closing", shared.name);
        } finally {
            // Also when it dies of a defect: callers must hear of it, not wait for their time-outs.
            shared.close();
            queue.drainTo(taken);
            taken.forEach(request -> request.fail(shared.unavailable()));
        }
    }

    private void work(List<Request<?>> taken) {
        Batch batch = new Batch(shared.state);
        ending.forEach(batch::end);
        int decided = 0;
        while (decided < taken.size()) {
            taken.get(decided++).decide(batch);
            if (taken.size() < MOST_REQUESTS && batch.weight() < MOST_WEIGHT) {
                queue.drainTo(taken, 1);
            }
        }
        try {
            write(batch);
            ending.clear();
            taken.forEach(Request::give);
            compact();
        } catch (IOException e) {
            EngineException error = refused(batch, e);
            taken.forEach(request -> request.fail(error));
        }
    }

    private void write(Batch batch) throws IOException {
        List<Change> changes = batch.changes();
        if (changes.isEmpty()) {
            return;
        }
        journal.append(changes.getLast().revision(), changes);
        shared.lock.lock();
        try {
            changes.forEach(shared.state::apply);
            shared.changed.signalAll();
        } finally {
            shared.lock.unlock();
        }
        health = Health.up();
    }

    private EngineException refused(Batch batch, IOException e) {
        LOG.log(Level.ERROR, "bus '" + shared.name + "': a write failed", e);
        String message = "Bus '" + shared.name + "' cannot write: " + e.getMessage();
        health = journal.broken() ? Health.down(message) : new Health(Health.State.DEGRADED, message);
        boolean full = journal.room() < batch.weight() * 2;
        return new EngineException(full ? ErrorCode.INSUFFICIENT_RESOURCES : ErrorCode.UNAVAILABLE, message, e)
            .withNextStep(full ? "Free space on the disk." : "Look at the disk; restart the bus when it is well.");
    }

    private void compact() {
        if (journal.length() < compactNext || journal.length() < 2 * shared.state.liveBytes()) {
            return;
        }
        try {
            journal.rewrite(shared.state);
            compactNext = compactAt;
        } catch (IOException e) {
            compactNext = journal.length() + compactAt;
            LOG.log(Level.WARNING, "bus '" + shared.name + "': the journal could not be compacted", e);
        }
    }
}
