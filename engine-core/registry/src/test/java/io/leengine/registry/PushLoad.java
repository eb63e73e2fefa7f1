package io.leengine.registry;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Clients that push without a pause, half of them in pieces, and one that pulls; they try again, as clients do, where a
 * registry says that it helps.
 */
final class PushLoad implements AutoCloseable {
    static final int PUSHERS = 4;
    private static final long PATIENCE_SECONDS = 120;
    private static final long RETRY_MILLIS = 200;

    private final AcknowledgedImages images;
    private final RegistryClient client;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<Void>> clients = new ArrayList<>();

    PushLoad(AcknowledgedImages images, RegistryClient client) {
        this.images = images;
        this.client = client;
        for (int i = 0; i < PUSHERS; i++) {
            AcknowledgedImages.Layers layers = i % 2 == 0 ? client::blob : new ResumingPusher(client, this::pause)::push;
            clients.add(threads.submit(() -> until(() -> push(layers))));
        }
        clients.add(threads.submit(() -> until(() -> images.pullOne(client))));
    }

    /** What a client does. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException, InterruptedException;
    }

    private void push(AcknowledgedImages.Layers layers) throws IOException, InterruptedException {
        images.push(client, layers);
        synchronized (this) {
            notifyAll();
        }
    }

    /** What a client does between two tries. */
    private void pause(IOException failure) throws IOException, InterruptedException {
        failures.incrementAndGet();
        if (over.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IOException("No more is pushed", failure);
        }
    }

    private Void until(Call call) throws IOException, InterruptedException {
        boolean again = true;
        while (again) {
            try {
                call.run();
                again = over.getCount() > 0;
            } catch (HttpTimeoutException e) {
                throw new AssertionError("No answer came in time", e);
            } catch (IOException e) {
                if (e.getMessage() != null && e.getMessage().startsWith("Status") && !e.getMessage().startsWith("Status 503")) {
                    throw e;
                }
                // It was told to come again, or the connection broke.
                failures.incrementAndGet();
                again = !over.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        return null;
    }

    /** Waits until so many more were acknowledged; fails at once when a client got what it should not. */
    void awaitMore(int count) throws Exception {
        await("acknowledged", images::count, count);
    }

    /** Waits until clients have so many times more been told to come again. */
    void awaitFailures(int count) throws Exception {
        await("failures", failures::get, count);
    }

    private void await(String what, IntSupplier counted, int more) throws Exception {
        int wanted = counted.getAsInt() + more;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (counted.getAsInt() < wanted) {
            for (Future<Void> each : clients) {
                if (each.isDone()) {
                    each.get();
                }
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError(counted.getAsInt() + " " + what + ", not " + wanted);
            }
            synchronized (this) {
                wait(RETRY_MILLIS);
            }
        }
    }

    /** Ends all clients; fails when one of them got what it should not. */
    void end() throws InterruptedException, ExecutionException {
        over.countDown();
        for (Future<Void> each : clients) {
            each.get();
        }
    }

    @Override
    public void close() {
        over.countDown();
        threads.close();
    }
}
