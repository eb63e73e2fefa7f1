package io.leengine.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests while parts are swapped: some clients keep their connections, some open one for each request, and some ask the
 * engine for what the parts have to answer.
 */
final class SwapLoad {
    private static final int KEEPING = 4;
    private static final int OPENING = 4;
    private static final Duration PACE = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int KEPT_FAILURES = 20;

    private final HttpClient keeping = client();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
    }

    /** Begins to ask. */
    SwapLoad(String loadBalancer, String host, URI engine, String token, List<String> questions) {
        HttpRequest traffic = HttpRequest.newBuilder(URI.create("http://" + loadBalancer + "/")).header("Host", host)
            .timeout(LIMIT).build();
        for (int i = 0; i < KEEPING; i++) {
            start(() -> ask(keeping, traffic));
        }
        for (int i = 0; i < OPENING; i++) {
            start(() -> {
                try (HttpClient once = client()) {
                    ask(once, traffic);
                }
            });
        }
        for (String question : questions) {
            HttpRequest request = HttpRequest.newBuilder(engine.resolve("/api/v1" + question)).timeout(LIMIT)
                .header("Authorization", "Bearer " + token).build();
            start(() -> ask(keeping, request));
        }
    }

    private interface Client {
        void ask() throws InterruptedException;
    }

    private void start(Client client) {
        clients.add(Thread.ofVirtual().start(() -> {
            try {
                while (!ending) {
                    client.ask();
                    Thread.sleep(PACE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void ask(HttpClient http, HttpRequest request) throws InterruptedException {
        long began = System.nanoTime();
        requests.incrementAndGet();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != OK) {
                failed(request.uri().getPath() + ": " + answer.statusCode() + " " + answer.body().strip());
            }
        } catch (IOException e) {
            failed(request.uri().getPath() + ": " + e);
        }
        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
    }

    private void failed(String why) {
        failed.incrementAndGet();
        if (failures.size() < KEPT_FAILURES) {
            failures.add(why);
        }
    }

    /**
     * What was seen since the last look.
     *
     * @param requests how many
     * @param failed how many of them had no good answer
     * @param longestMillis the longest wait for an answer
     */
    record Seen(long requests, long failed, long longestMillis) {
    }

    Seen look() {
        return new Seen(requests.getAndSet(0), failed.getAndSet(0), longest.getAndSet(0) / 1_000_000);
    }

    /** Returns why the first few failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Lets requests under way end, and sends no more. */
    void end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(LIMIT);
        }
        keeping.shutdownNow();
    }
}
