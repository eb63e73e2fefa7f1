package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** Clients that ask for a domain at a steady pace, some on connections they keep and some on a new one each time. */
final class SteadyLoad implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int CLIENTS = 4;

    private final AtomicLong answers = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final HttpClient keeping = client();
    private volatile boolean ending;

    /** Begins. */
    SteadyLoad(List<String> addresses, String host) {
        for (String address : addresses) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/")).header("Host", host)
                    .timeout(LIMIT).build();
            for (int i = 0; i < CLIENTS; i++) {
                boolean keeps = i % 2 == 0;
                clients.add(Thread.ofVirtual().start(() -> run(request, keeps)));
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
    }

    private void run(HttpRequest request, boolean keeps) {
        try {
            while (!ending) {
                if (keeps) {
                    ask(keeping, request);
                } else {
                    try (HttpClient once = client()) {
                        ask(once, request);
                    }
                }
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                failures.add(response.statusCode() + " " + response.body().strip());
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
        answers.incrementAndGet();
    }

    /** Waits until so many more requests have been answered, and fails if one has failed. */
    void more(int count) throws Exception {
        long wanted = answers.get() + count;
        Await.until(count + " more answers", LIMIT, () -> Await.unless(answers.get() >= wanted, answers.get() + " of " + wanted));
        assertEquals(List.of(), List.copyOf(failures));
    }

    long answers() {
        return answers.get();
    }

    /** Ends it, and fails if a request has failed. */
    @Override
    public void close() {
        ending = true;
        try {
            for (Thread client : clients) {
                client.join(LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while requests end", e);
        }
        keeping.shutdownNow();
        assertEquals(List.of(), List.copyOf(failures), "of " + answers.get() + " requests");
    }
}
