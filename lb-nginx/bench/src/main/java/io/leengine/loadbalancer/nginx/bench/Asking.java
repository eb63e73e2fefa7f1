package io.leengine.loadbalancer.nginx.bench;

import io.leengine.tck.HostClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks one nginx for a domain, each time on a new connection, until the answer is the one that is waited for. */
final class Asking {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private Asking() {
    }

    /**
     * Asks until an answer comes.
     *
     * @param address {@code host:port}
     * @param body what the answer's body must be, its status being 200
     * @param limit how long to ask
     * @param alive checked between two questions; throws when there is no use in going on
     */
    static void until(String address, String host, String path, String body, Duration limit, Runnable alive)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        String last = "nothing";
        while (true) {
            try (HostClient client = new HostClient(address)) {
                HostClient.Answer answer = client.get(host, path);
                if (answer.status() == 200 && answer.body().equals(body)) {
                    return;
                }
                last = answer.status() + " " + answer.body();
            } catch (IOException e) {
                last = e.toString();
            }
            alive.run();
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException(host + " did not answer '" + body + "' in " + limit.toSeconds() + " s, but: " + last);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
