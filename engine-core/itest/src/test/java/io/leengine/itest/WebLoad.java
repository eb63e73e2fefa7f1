package io.leengine.itest;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that do not stop asking: some on one connection each, some on a new one for each request. */
final class WebLoad implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final int port;
    private volatile boolean stop;

    private interface Client {
        void ask() throws IOException;
    }

    WebLoad(int port, int keepAlive, int anew) throws IOException {
        this.port = port;
        for (int i = 0; i < keepAlive; i++) {
            WebConnection connection = new WebConnection(port);
            String request = List.of(WebConnection.get("/"), WebConnection.post(10_000), WebConnection.get("/slow"))
                .get(i % 3);
            threads.execute(() -> {
                try (connection) {
                    ask(() -> connection.send(request).ok());
                } catch (IOException e) {
                    failures.add("close: " + e);
                }
            });
        }
        for (int i = 0; i < anew; i++) {
            threads.execute(() -> ask(this::askAnew));
        }
    }

    private void askAnew() throws IOException {
        try (WebConnection connection = new WebConnection(port)) {
            connection.fetch("/");
        }
    }

    private void ask(Client client) {
        while (!stop) {
            long start = System.nanoTime();
            try {
                client.ask();
            } catch (IOException e) {
                failures.add(e.toString());
                return;
            }
            answers.incrementAndGet();
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    long answers() {
        return answers.get();
    }

    /** Returns how long the slowest answer took. */
    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos.get());
    }

    /** Waits until that many more requests were answered, or one failed. */
    void awaitMore(int count) throws InterruptedException {
        long wanted = answers.get() + count;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (answers.get() < wanted && failures.isEmpty()) {
            if (System.nanoTime() - deadline >= 0) {
                failures.add("the load stands still at " + answers);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Ends all clients and returns what went wrong. */
    List<String> end() throws InterruptedException {
        stop = true;
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            failures.add("a client hangs");
        }
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        stop = true;
        threads.shutdownNow();
    }
}
