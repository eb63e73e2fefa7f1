package io.leengine.cli.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Clients, a virtual thread each, that send one request after another over kept connections. */
final class Clients implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SUCCESS = 2;
    private static final int CENTURY = 100;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(LIMIT).build();
    private final List<? extends Supplier<HttpRequest>> clients;

    /**
     * @param clients what each of them sends next
     */
    Clients(List<? extends Supplier<HttpRequest>> clients) {
        this.clients = clients;
    }

    int count() {
        return clients.size();
    }

    /** Each sends its next request as soon as the last one is answered. */
    Measurement asFastAsPossible(Duration time) throws InterruptedException {
        return all((requests, begin) -> {
            Measurement.Taking taking = new Measurement.Taking();
            long now = begin;
            while (now - begin < time.toNanos()) {
                boolean good = ask(requests.get());
                long end = System.nanoTime();
                taking.take(Duration.ofNanos(end - now), good);
                now = end;
            }
            return taking.taken();
        });
    }

    /**
     * Each sends so many a second, whatever the answers do. A time counts from when the request was due: one that waits
     * behind a slow answer is as slow as its caller would find it.
     */
    Measurement paced(Duration time, double perSecond) throws InterruptedException {
        long interval = (long) (1e9 / perSecond);
        return all((requests, begin) -> {
            Measurement.Taking taking = new Measurement.Taking();
            long due = begin + ThreadLocalRandom.current().nextLong(interval);
            while (due - begin < time.toNanos()) {
                HttpRequest next = requests.get();
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.sleep(wait);
                }
                boolean good = ask(next);
                taking.take(Duration.ofNanos(System.nanoTime() - due), good);
                due += interval;
            }
            return taking.taken();
        });
    }

    private boolean ask(HttpRequest request) throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            return answer.statusCode() / CENTURY == SUCCESS && answer.body().length > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** One client. */
    @FunctionalInterface
    private interface Client {
        Measurement run(Supplier<HttpRequest> requests, long begin) throws InterruptedException;
    }

    private Measurement all(Client client) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            var running = clients.stream().map(each -> threads.submit(() -> client.run(each, begin))).toList();
            List<Measurement> results = new ArrayList<>();
            for (var each : running) {
                results.add(each.get());
            }
            return Measurement.of(results);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client failed", e.getCause());
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
