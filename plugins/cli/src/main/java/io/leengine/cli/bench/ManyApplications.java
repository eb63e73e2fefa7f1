package io.leengine.cli.bench;

import io.leengine.cli.http.ApiClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Makes users and applications, and knows how to ask for pages of their list and for more of them. */
final class ManyApplications {
    private static final int PAGE = 50;
    private static final int WORKERS = 16;
    private static final long REPORT_MILLIS = 500;
    private static final String PASSWORD = "correct horse battery";

    private final ApiClient api;
    private final AtomicInteger names = new AtomicInteger();

    ManyApplications(ApiClient api) {
        this.api = api;
    }

    private static String user(int number) {
        return String.format(Locale.ROOT, "user-%05d", number);
    }

    /** Makes so many users; tells how many there are from time to time. */
    void users(int count, IntConsumer progress) throws InterruptedException {
        inParallel(count, progress, number -> api.post("/users", Map.of("name", user(number), "password", PASSWORD)));
    }

    /** Logs the first so many users in and returns their tokens. */
    List<String> tokens(int count) throws InterruptedException {
        String[] tokens = new String[count];
        try (ApiClient nobody = new ApiClient(api.engine(), Optional.empty())) {
            inParallel(count, done -> { }, number -> tokens[number] = nobody.post("/sessions", Map.of("name", user(number),
                "password", PASSWORD)).body().path("token").asString());
        }
        return List.of(tokens);
    }

    /** Makes so many applications, of these users in turn; tells how many there are from time to time. */
    void create(int count, List<String> tokens, IntConsumer progress) throws InterruptedException {
        List<ApiClient> owners = tokens.stream().map(token -> new ApiClient(api.engine(), Optional.of(token))).toList();
        try {
            inParallel(count, progress, number -> owners.get(number % owners.size()).post("/applications", draft()));
        } finally {
            owners.forEach(ApiClient::close);
        }
    }

    /** Returns the name of the application that was made as that one, counted from 0. */
    static String name(int number) {
        return String.format(Locale.ROOT, "app-%06d", number);
    }

    /** Every other one is public, so that a list has to put together what its reader owns and what all may see. */
    private Map<String, Object> draft() {
        int number = names.getAndIncrement();
        String name = name(number);
        return Map.of("name", name, "description", "Number " + number, "host", name + ".localhost", "isPrivate",
            number % 2 == 1);
    }

    /** Does so many pieces of work, some at a time; tells how many are done from time to time. */
    static void inParallel(int count, IntConsumer progress, IntConsumer work) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>(IntStream.range(0, WORKERS).<Future<?>>mapToObj(i ->
                threads.submit(() -> {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        work.accept(number);
                        done.incrementAndGet();
                    }
                })).toList());
            while (!workers.stream().allMatch(Future::isDone)) {
                progress.accept(done.get());
                Thread.sleep(REPORT_MILLIS);
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known
                : new IllegalStateException("Something could not be made", e.getCause());
        }
    }

    /** Returns a client's next request each time: a page of the list, at random. */
    Supplier<HttpRequest> lists(List<URI> pages, String token) {
        List<HttpRequest> requests = pages.stream().map(page -> request(page, token).build()).toList();
        return () -> requests.get(ThreadLocalRandom.current().nextInt(requests.size()));
    }

    /** Returns a client's next request each time: one more application, with an idempotency key of its own. */
    Supplier<HttpRequest> creates(String token) {
        URI target = api.engine().resolve("/api/v1/applications");
        return () -> {
            Map<String, Object> draft = draft();
            return request(target, token).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString()).POST(BodyPublishers.ofString(String.format(
                    "{\"name\":\"%s\",\"description\":\"%s\",\"host\":\"%s\",\"isPrivate\":%s}", draft.get("name"),
                    draft.get("description"), draft.get("host"), draft.get("isPrivate")))).build();
        };
    }

    private static HttpRequest.Builder request(URI target, String token) {
        return HttpRequest.newBuilder(target).timeout(Clients.LIMIT).header("Accept", "application/json")
            .header("Authorization", "Bearer " + token);
    }

    /** Returns the addresses of all pages of what a user sees; anybody else's are about as long. */
    List<URI> pages(String token) {
        try (ApiClient user = new ApiClient(api.engine(), Optional.of(token))) {
            return pages(user);
        }
    }

    private static List<URI> pages(ApiClient api) {
        List<URI> pages = new ArrayList<>();
        String path = "/applications?limit=" + PAGE;
        for (JsonNode next = page(api, pages, path); next.isString();) {
            next = page(api, pages, path + "&after=" + ApiClient.segment(next.asString()));
        }
        return pages;
    }

    private static JsonNode page(ApiClient api, List<URI> pages, String path) {
        pages.add(api.engine().resolve("/api/v1" + path));
        return api.get(path).body().path("next");
    }
}
