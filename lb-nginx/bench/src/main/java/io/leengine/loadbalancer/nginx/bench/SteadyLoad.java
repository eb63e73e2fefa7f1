package io.leengine.loadbalancer.nginx.bench;

import io.leengine.tck.HostClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that ask for a domain all the time, each on a connection it keeps as long as it is not told to end it. A request
 * that is not answered with 200 has failed; none is repeated.
 */
final class SteadyLoad {
    static final int CLIENTS = 8;
    /** Until then the virtual machine compiles what makes the load, and the worker what answers it. */
    private static final int WARM = 4_000;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final List<Client> clients = new ArrayList<>();
    private final CountDownLatch warm = new CountDownLatch(WARM);
    private volatile boolean measuring;
    private volatile boolean ended;

    /** Begins. */
    SteadyLoad(String address, String host) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(address, host));
        }
        clients.forEach(client -> client.thread.start());
    }

    /** What one client saw. */
    private final class Client {
        private final List<Double> millis = new ArrayList<>();
        private final Map<String, Integer> failures = new TreeMap<>();
        private final String host;
        private final HostClient connection;
        private final Thread thread = Thread.ofVirtual().unstarted(this::run);

        Client(String address, String host) {
            this.host = host;
            this.connection = new HostClient(address);
        }

        private void run() {
            while (!ended) {
                long began = System.nanoTime();
                Optional<String> failure = ask();
                failure.ifPresent(why -> failures.merge(why, 1, Integer::sum));
                if (measuring && failure.isEmpty()) {
                    millis.add((System.nanoTime() - began) / 1e6);
                }
                warm.countDown();
            }
            close();
        }

        private Optional<String> ask() {
            try {
                int status = connection.get(host, "/").status();
                return status == 200 ? Optional.empty() : Optional.of("status " + status);
            } catch (IOException e) {
                close();
                return Optional.of(e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()));
            }
        }

        private void close() {
            try {
                connection.close();
            } catch (IOException e) {
                failures.merge("not closed: " + e.getMessage(), 1, Integer::sum);
            }
        }
    }

    /** Waits until it is as fast as it will be; what comes then is measured. */
    void awaitWarm() throws InterruptedException {
        if (!warm.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new BenchException("There were no " + WARM + " requests in " + LIMIT.toSeconds() + " s.");
        }
        measuring = true;
    }

    /**
     * What all clients saw.
     *
     * @param millis how long good answers took
     * @param failures how often each failure was seen
     */
    record Seen(List<Double> millis, Map<String, Integer> failures) {
        long failed() {
            return failures.values().stream().mapToLong(Integer::longValue).sum();
        }

        long all() {
            return millis.size() + failed();
        }
    }

    /** Ends it. */
    Seen end() throws InterruptedException {
        ended = true;
        List<Double> millis = new ArrayList<>();
        Map<String, Integer> failures = new TreeMap<>();
        for (Client client : clients) {
            client.thread.join();
            millis.addAll(client.millis);
            client.failures.forEach((why, count) -> failures.merge(why, count, Integer::sum));
        }
        return new Seen(millis, failures);
    }
}
