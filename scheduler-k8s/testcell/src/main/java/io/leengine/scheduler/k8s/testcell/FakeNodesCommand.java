package io.leengine.scheduler.k8s.testcell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Fake nodes in a process of their own, which others tell what is to become of pods. */
final class FakeNodesCommand {

    static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration TOLD = Duration.ofSeconds(30);
    private static final int WORDS = 3;
    private static final int ZONES = 4;

    private final TestCell cell;
    private final Consumer<String> out;
    private final Consumer<String> err;

    FakeNodesCommand(TestCell cell, Consumer<String> out, Consumer<String> err) {
        this.cell = cell;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs until it is interrupted or the commands end.
     *
     * @param commands null for none
     */
    void run(int count, Duration heartbeat, InputStream commands) throws InterruptedException {
        FakeNodesOptions options = FakeNodesOptions.of(count).withHeartbeat(heartbeat)
            .withLabels(it -> Map.of("topology.kubernetes.io/zone", "zone-" + it % ZONES));
        try (FakeNodes nodes = FakeNodes.start(cell, options)) {
            out.accept(count + " nodes are ready");
            if (commands == null) {
                new CountDownLatch(1).await();
            } else {
                follow(nodes, commands);
            }
        }
    }

    private void follow(FakeNodes nodes, InputStream commands) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var lines = new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String command = line;
                threads.execute(() -> obey(nodes, command));
            }
        } catch (IOException e) {
            throw new TestCellException("the commands cannot be read: " + e.getMessage(), e);
        }
    }

    private void obey(FakeNodes nodes, String command) {
        String[] words = command.split(" ");
        try {
            if (words.length != WORDS) {
                throw new IllegalArgumentException("a command is: ready|unready NAMESPACE POD");
            }
            Future<Instant> told = nodes.change(words[1], words[2], fate(words[0]));
            Instant asked = told.get(TOLD.toSeconds(), TimeUnit.SECONDS);
            out.accept(command + " " + ChronoUnit.MICROS.between(Instant.EPOCH, asked));
        } catch (IllegalArgumentException | CancellationException | TimeoutException | ExecutionException e) {
            err.accept(command + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PodFate fate(String word) {
        return switch (word) {
            case "ready" -> PodFate.ready();
            case "unready" -> new PodFate.Unready();
            default -> throw new IllegalArgumentException("there is no command " + word);
        };
    }
}
