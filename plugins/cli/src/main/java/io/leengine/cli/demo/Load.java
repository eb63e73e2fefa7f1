package io.leengine.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Requests to the application through the load balancer, from several clients at a steady pace, until it is ended. */
final class Load {
    private static final int CLIENTS = 8;
    private static final Duration PACE = Duration.ofMillis(25);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int KEPT_FAILURES = 20;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5)).build();
    private final List<HttpRequest> requestsTo;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Map<String, AtomicLong> greetings = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean ending;

    /**
     * @param loadBalancer {@code host:port} of each place where it takes requests; the clients are divided among them
     * @param host the application's domain
     */
    Load(List<String> loadBalancer, String host) {
        requestsTo = loadBalancer.stream().map(each -> HttpRequest.newBuilder(URI.create("http://" + each + "/"))
            .header("Host", host).timeout(LIMIT).build()).toList();
    }

    void start() {
        for (int i = 0; i < CLIENTS; i++) {
            HttpRequest request = requestsTo.get(i % requestsTo.size());
            clients.add(Thread.ofVirtual().name("load-" + i).start(() -> run(request)));
        }
    }

    private void run(HttpRequest request) {
        try {
            while (!ending) {
                one(request);
                Thread.sleep(PACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void one(HttpRequest request) throws InterruptedException {
        requests.incrementAndGet();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == OK) {
                greetings.computeIfAbsent(Demo.greeting(response.body()), key -> new AtomicLong()).incrementAndGet();
            } else {
                failed("status " + response.statusCode() + ": " + response.body().strip());
            }
        } catch (IOException e) {
            failed(e.toString());
        }
    }

    private void failed(String why) {
        failed.incrementAndGet();
        if (failures.size() < KEPT_FAILURES) {
            failures.add(LocalTime.now().withNano(0) + " " + why);
        }
    }

    long requests() {
        return requests.get();
    }

    long failed() {
        return failed.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns how many answers said this. */
    long answers(String greeting) {
        AtomicLong count = greetings.get(greeting);
        return count == null ? 0 : count.get();
    }

    /** Lets requests under way end, and sends no more. */
    void end() throws InterruptedException {
        ending = true;
        for (Thread client : clients) {
            client.join(LIMIT);
        }
        http.shutdownNow();
    }
}
