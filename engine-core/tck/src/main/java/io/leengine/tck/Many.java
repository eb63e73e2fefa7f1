package io.leengine.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many virtual threads that begin together, and are waited for with a limit. */
final class Many {
    /** As many as the contract speaks of. */
    static final int THREADS = 50;

    private Many() {
    }

    /** One thread's work. */
    interface Work<T> {
        T run(int thread) throws Exception;
    }

    /** Runs the work in so many threads and returns what each gave, in order; one that fails, fails all. */
    static <T> List<T> at(int count, Duration limit, Work<T> work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        List<FutureTask<T>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int thread = i;
            FutureTask<T> task = new FutureTask<>(() -> {
                start.await();
                return work.run(thread);
            });
            tasks.add(task);
            threads.add(Thread.ofVirtual().name("tck-" + i).start(task));
        }
        start.countDown();
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            List<T> results = new ArrayList<>();
            for (FutureTask<T> task : tasks) {
                results.add(result(task, deadline, limit));
            }
            return results;
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    /** Runs a call in a virtual thread of its own and waits for its end with a limit. */
    static <T> T apart(Duration limit, Callable<T> call) throws Exception {
        return at(1, limit, thread -> call.call()).getFirst();
    }

    private static <T> T result(FutureTask<T> task, long deadline, Duration limit) throws Exception {
        try {
            return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("A call did not end within " + limit.toMillis() + " ms.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                failure.addSuppressed(e);
                throw failure;
            }
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
