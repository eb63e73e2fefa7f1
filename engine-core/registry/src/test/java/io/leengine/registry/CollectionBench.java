package io.leengine.registry;

import io.leengine.engine.collection.Pace;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Pushes images to a registry on disk that holds many blobs, with and without a collection going on, in turn, and prints a
 * table of medians and their ratio. Arguments: how many blobs, and how many rounds. The blobs are empty files: only their
 * names are looked at.
 */
final class CollectionBench {
    private static final int LINKS = 1_000;
    private static final int LAYERS = 100;
    private static final int DEAD = 200;
    private static final int PUSHED_LAYERS = 5;
    private static final int PUSHED_BYTES = 100_000;
    private static final Duration ROUND = Duration.ofSeconds(15);

    private CollectionBench() {
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("collection-bench");
        int blobs = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        long began = System.nanoTime();
        fill(folder.resolve("registry"), blobs);
        System.out.printf(Locale.ROOT, "%,d blobs in %,d repositories laid down in %d s%n", blobs, blobs / LINKS, seconds(began));
        try (TestRegistry registry = new TestRegistry(folder.resolve("registry"), 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann")) {
            String id;
            try (CollectedRegistry collected = collected(folder, registry, Pace.USUAL)) {
                registry.access.reliance = collected.use::rely;
                id = collected.ask(false);
                measure(client, collected, id, rounds);
            }
            try (CollectedRegistry collected = collected(folder, registry, Pace.FULL)) {
                long resumed = System.nanoTime();
                collected.work();
                System.out.printf(Locale.ROOT, "the rest at full speed: %d s, %s%n", seconds(resumed), collected.find(id));
            }
        } finally {
            try (var all = Files.walk(folder)) {
                for (Path each : all.toList().reversed()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static CollectedRegistry collected(Path folder, TestRegistry registry, Pace pace) {
        CollectedRegistry collected =
            new CollectedRegistry(folder.resolve("database"), registry.storage.orElseThrow(), Duration.ofHours(1), pace);
        collected.ahead = Duration.ofHours(2);
        return collected;
    }

    private static long seconds(long began) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    /** One blob of so many is not named by any manifest. */
    private static void fill(Path registry, int blobs) throws IOException {
        CollectedRegistry.storage(registry);
        for (int repository = 0; repository < blobs / LINKS; repository++) {
            Path home = registry.resolve("repositories").resolve("bench+app-" + repository);
            for (String part : List.of("links", "manifests", "tags", "uploads")) {
                Files.createDirectories(home.resolve(part));
            }
            List<Digest> live = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                Digest blob = Digest.of((repository + "/" + i).getBytes(StandardCharsets.US_ASCII));
                Files.createFile(blob.under(registry.resolve("blobs/sha256")));
                Files.createFile(home.resolve("links").resolve(blob.hex()));
                if (i % DEAD != 0) {
                    live.add(blob);
                }
            }
            for (int first = 0; first < live.size(); first += LAYERS) {
                StringBuilder manifest = new StringBuilder("{\"schemaVersion\":2,\"layers\":[");
                live.subList(first, Math.min(live.size(), first + LAYERS)).forEach(blob -> manifest
                    .append(manifest.charAt(manifest.length() - 1) == '[' ? "" : ",").append("{\"digest\":\"").append(blob)
                    .append("\",\"size\":0}"));
                byte[] content = manifest.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
                Files.writeString(home.resolve("manifests").resolve(Digest.of(content).hex()),
                    RegistryClient.OCI + "\n" + new String(content, StandardCharsets.US_ASCII));
            }
        }
    }

    private static void measure(RegistryClient client, CollectedRegistry collected, String id, int rounds) throws Exception {
        double[] without = new double[rounds];
        double[] with = new double[rounds];
        push(client);
        // Of those that are pushed here none is old enough: the clock of who pushes is ahead, too.
        for (int round = 0; round < rounds; round++) {
            without[round] = push(client);
            Thread collecting = Thread.ofPlatform().start(() -> {
                try {
                    collected.work();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (EngineException e) {
                    // The interrupt met it in the database; the next round goes on where it was.
                    System.out.println("interrupted: " + e.getMessage());
                }
            });
            with[round] = push(client);
            CollectionRun run = collected.find(id);
            if (run.state() != CollectionRun.State.RUNNING) {
                System.out.println("The collection ended before the measurement did: take more blobs.");
            }
            collecting.interrupt();
            collecting.join();
            System.out.printf(Locale.ROOT, "round %d: %.1f without, %.1f with; at %s %s: %s%n", round, without[round],
                with[round], run.place().phase(), run.place().after(), run.figures());
        }
        System.out.printf(Locale.ROOT, "pushes a second, median of %d: %.1f without, %.1f with a collection, ratio %.3f%n",
            rounds, median(without), median(with), median(with) / median(without));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Pushes for a round, and returns how many images a second. */
    private static double push(RegistryClient client) throws IOException, InterruptedException {
        Random random = new Random();
        long began = System.nanoTime();
        int pushed = 0;
        while (System.nanoTime() - began < ROUND.toNanos()) {
            Digest layer = null;
            for (int i = 0; i < PUSHED_LAYERS; i++) {
                byte[] content = new byte[PUSHED_BYTES];
                random.nextBytes(content);
                layer = client.blob("team/pushed", content);
            }
            Digest config = client.blob("team/pushed", "{}".getBytes(StandardCharsets.US_ASCII));
            client.put("team/pushed", "t" + pushed, RegistryClient.manifest(config, layer), RegistryClient.OCI);
            pushed++;
        }
        return pushed * 1e9 / (System.nanoTime() - began);
    }
}
