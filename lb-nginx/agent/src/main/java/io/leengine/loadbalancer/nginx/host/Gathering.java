package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of one: what is asked for while a run goes on is done all together by the next. A run looks at the state as it
 * is when it begins, so whoever has changed that state before asking is served.
 *
 * @param <R> what a run brings
 */
final class Gathering<R> implements AutoCloseable {
    /** What is done for some hosts together. */
    interface Run<R> {
        R run(Set<String> hosts) throws InterruptedException;
    }

    private final Run<R> run;
    private final Duration pause;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private Set<String> hosts = new HashSet<>();
    private List<CompletableFuture<R>> waiting = new ArrayList<>();
    private boolean closed;

    /**
     * @param name of the thread
     * @param pause least time from the beginning of one run to that of the next
     */
    Gathering(String name, Duration pause, Run<R> run) {
        this.run = run;
        this.pause = pause;
        thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    /** Has the next run see to some hosts, and waits for it. */
    R await(Collection<String> more) throws InterruptedException {
        CompletableFuture<R> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (closed) {
                throw closedNow();
            }
            hosts.addAll(more);
            waiting.add(done);
            asked.signal();
        } finally {
            lock.unlock();
        }
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof EngineException known) {
                // The same failure may be thrown to many; each gets a trace of its own.
                EngineException mine = new EngineException(known.code(), known.getMessage(), known);
                throw known.nextStep().map(mine::withNextStep).orElse(mine);
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static EngineException closedNow() {
        return new EngineException(ErrorCode.UNAVAILABLE, "The host's nginx is not looked after any more.");
    }

    private void loop() {
        List<CompletableFuture<R>> served = List.of();
        try {
            long next = System.nanoTime();
            while (true) {
                Set<String> todo;
                lock.lock();
                try {
                    while (waiting.isEmpty() || next - System.nanoTime() > 0) {
                        if (waiting.isEmpty()) {
                            asked.await();
                        } else {
                            asked.await(next - System.nanoTime(), TimeUnit.NANOSECONDS);
                        }
                    }
                    todo = hosts;
                    served = waiting;
                    hosts = new HashSet<>();
                    waiting = new ArrayList<>();
                } finally {
                    lock.unlock();
                }
                next = System.nanoTime() + pause.toNanos();
                serve(todo, served);
            }
        } catch (InterruptedException e) {
            served.forEach(each -> each.completeExceptionally(closedNow()));
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Set<String> todo, List<CompletableFuture<R>> served) throws InterruptedException {
        try {
            R result = run.run(todo);
            served.forEach(each -> each.complete(result));
        // catches all: what a run meets is thrown by those who wait for it
        } catch (RuntimeException | Error e) {
            served.forEach(each -> each.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(each -> each.completeExceptionally(closedNow()));
            waiting.clear();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        join(thread);
    }

    /** Waits for a thread that was interrupted, whatever happens. */
    static void join(Thread thread) {
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
}
