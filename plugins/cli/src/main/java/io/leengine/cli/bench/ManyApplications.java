package io.leengine.cli.bench;

import io.leengine.cli.http.ApiClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Creates applications and knows the pages of their list. */
final class ManyApplications {
    private static final int PAGE = 50;
    private static final int WORKERS = 16;
    private static final long REPORT_MILLIS = 500;

    private final ApiClient api;

    ManyApplications(ApiClient api) {
        this.api = api;
    }

    /** Creates so many; tells how many there are from time to time. */
    void create(int count, IntConsumer progress) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> workers = new ArrayList<>(IntStream.range(0, WORKERS).<Future<?>>mapToObj(i ->
                threads.submit(() -> work(next, done, count))).toList());
            while (!workers.stream().allMatch(Future::isDone)) {
                progress.accept(done.get());
                Thread.sleep(REPORT_MILLIS);
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known
                : new IllegalStateException("An application could not be created", e.getCause());
        }
    }

    private void work(AtomicInteger next, AtomicInteger done, int count) {
        for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
            String name = String.format(Locale.ROOT, "app-%05d", number);
            api.post("/applications", Map.of("name", name, "description", "Number " + number, "host",
                name + ".localhost"));
            done.incrementAndGet();
        }
    }

    /** Returns the addresses of all pages. */
    List<URI> pages() {
        List<URI> pages = new ArrayList<>();
        String path = "/applications?limit=" + PAGE;
        for (JsonNode next = page(pages, path); next.isString();) {
            next = page(pages, path + "&after=" + ApiClient.segment(next.asString()));
        }
        return pages;
    }

    private JsonNode page(List<URI> pages, String path) {
        pages.add(api.engine().resolve("/api/v1" + path));
        return api.get(path).body().path("next");
    }
}
