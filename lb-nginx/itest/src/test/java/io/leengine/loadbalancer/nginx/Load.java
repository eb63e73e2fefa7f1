package io.leengine.loadbalancer.nginx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.tck.HostClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask for a domain all the time, each on a connection it keeps, and note what they are answered. */
final class Load {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 4;

    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<Thread> clients = new ArrayList<>();
    private final boolean repeats;
    private volatile boolean stop;

    Load(String address, String host) {
        this(address, host, false);
    }

    /**
     * @param repeats whether a request is repeated, once, whose kept connection was closed before an answer came, as HTTP
     *     clients do (RFC 9112, 9.3.1)
     */
    Load(String address, String host, boolean repeats) {
        this.repeats = repeats;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                HostClient client = new HostClient(address);
                while (!stop) {
                    note(ask(client, host, repeats && client.isOpen()));
                }
                close(client);
            }));
        }
    }

    private String ask(HostClient client, String host, boolean again) {
        try {
            HostClient.Answer answer = client.get(host, "/");
            return answer.status() == 200 ? answer.body() : "status " + answer.status();
        } catch (IOException e) {
            close(client);
            return again ? ask(client, host, false) : e.toString();
        }
    }

    private void close(HostClient client) {
        try {
            client.close();
        } catch (IOException e) {
            note(e.toString());
        }
    }

    private void note(String answer) {
        answers.computeIfAbsent(answer, key -> new AtomicInteger()).incrementAndGet();
    }

    private int count(String answer) {
        return answers.getOrDefault(answer, new AtomicInteger()).get();
    }

    /** Waits until an answer has come some more times. */
    void await(String answer, int more) {
        int wanted = count(answer) + more;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(answer) < wanted) {
            assertTrue(System.nanoTime() < deadline, () -> "not " + more + " more of " + answer + ": " + answers);
            Thread.yield();
        }
    }

    /** Ends it, and returns how often each answer came. */
    Map<String, AtomicInteger> end() throws InterruptedException {
        stop = true;
        for (Thread client : clients) {
            client.join(PATIENCE);
        }
        return answers;
    }
}
