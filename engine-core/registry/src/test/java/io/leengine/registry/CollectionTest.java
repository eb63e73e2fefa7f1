package io.leengine.registry;

import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.leengine.engine.collection.Pace;
import io.leengine.engine.domain.CollectionRun;
import io.leengine.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Collections of a registry that serves, over its HTTP side. */
@Timeout(180)
class CollectionTest extends RegistryTest {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int CLIENTS = 4;
    private static final int LAYERS = 60;
    private static final int ENOUGH = 60;

    private CollectedRegistry collected;

    @BeforeEach
    void collecting() {
        collected = new CollectedRegistry(folder.resolve("database"), registry.storage.orElseThrow(), GRACE, Pace.FULL);
        registry.access.reliance = collected.use::rely;
    }

    @AfterEach
    void end() {
        collected.close();
    }

    /** An image that was pushed. */
    private record Pushed(String repository, Digest manifest, List<Digest> blobs) {
    }

    @Test
    void whatNothingRefersToGoesAndADryRunTellsItBefore() throws Exception {
        Digest kept = ann.image("team/kept", "latest", bytes(1_000));
        Digest dropped = ann.image("team/dropped", "latest", bytes(5_000));
        String upload = ann.begin("team/dropped");
        assertEquals(202, ann.send("PATCH", upload, bytes(300)).statusCode());
        assertEquals(202, ann.status("DELETE", "/v2/team/dropped/manifests/" + dropped));
        collected.ahead = Duration.ofHours(-1);
        assertEquals(0, collected.collect(false).figures().linksRemoved(), "All of it is younger than the grace time");
        collected.ahead = Duration.ofDays(2);
        CollectionRun counted = collected.collect(true);
        assertEquals(2, counted.figures().linksRemoved());
        assertEquals(1, counted.figures().blobsRemoved(), "The configuration is the other image's, too");
        assertEquals(5_000, counted.figures().bytesFreed());
        assertEquals(1, counted.figures().uploadsRemoved());
        assertEquals(300, counted.figures().uploadBytes());
        assertEquals(List.of(new CollectionRun.Share("team/dropped", 2, 5_002)), counted.biggest());
        assertEquals(204, ann.status("GET", upload), "A dry run takes nothing");
        assertEquals(counted.figures(), collected.collect(false).figures());
        assertEquals(404, ann.status("GET", upload));
        assertEquals(200, ann.status("GET", "/v2/team/kept/manifests/" + kept));
        assertEquals(2, blobs(), "what the image that is left consists of");
        CollectionRun again = collected.collect(false);
        assertEquals(0, again.figures().linksRemoved() + again.figures().blobsRemoved());
    }

    private int blobs() throws InterruptedException {
        return registry.storage.orElseThrow().blobs(Optional.empty(), 1_000).items().size();
    }

    @Test
    void aManifestThatCannotBeReadKeepsItsRepository() throws Exception {
        Digest image = ann.image("team/torn", "latest", bytes(1_000));
        Digest other = ann.image("team/well", "latest", bytes(2_000));
        java.nio.file.Path file = folder.resolve("registry/repositories/team+torn/manifests").resolve(image.hex());
        java.nio.file.Files.writeString(file, "damaged");
        assertEquals(202, ann.status("DELETE", "/v2/team/well/manifests/" + other));
        collected.ahead = Duration.ofDays(2);
        CollectionRun run = collected.collect(false);
        assertEquals(1, run.figures().unreadable());
        assertEquals(2, run.figures().linksRemoved(), "those of the other repository");
        assertEquals(2, blobs());
    }

    /** Pushes that leave out what is there already, while collections follow one on the other. */
    @Test
    void noPushFailsAndEachImageIsWholeWhileCollectionsGoOn() throws Exception {
        List<byte[]> layers = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            layers.add(bytes(200 + i));
        }
        AtomicBoolean end = new AtomicBoolean();
        AtomicLong gone = new AtomicLong();
        AtomicInteger pushes = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                RegistryClient client = client("ann");
                all.add(threads.submit((Callable<Void>) () -> {
                    new Pusher(client, number, layers, pushes).until(end);
                    return null;
                }));
            }
            all.add(threads.submit((Callable<Void>) () -> {
                while (!end.get()) {
                    CollectionRun run = collected.collect(false);
                    if (gone.addAndGet(run.figures().linksRemoved()) >= ENOUGH && pushes.get() >= ENOUGH) {
                        end.set(true);
                    }
                }
                return null;
            }));
            try {
                for (Future<?> one : all) {
                    one.get(120, TimeUnit.SECONDS);
                }
            } finally {
                end.set(true);
            }
        }
        collected.ahead = Duration.ofDays(2);
        collected.collect(false);
        assertEquals(0, blobs(), "Every image was deleted in the end");
    }

    /** Pushes images of two layers, looks at them, and deletes them after a while. */
    private static final class Pusher {
        private final RegistryClient client;
        private final int number;
        private final List<byte[]> layers;
        private final AtomicInteger pushes;
        private final Random random;
        private final Deque<Pushed> mine = new ArrayDeque<>();

        Pusher(RegistryClient client, int number, List<byte[]> layers, AtomicInteger pushes) {
            this.client = client;
            this.number = number;
            this.layers = layers;
            this.pushes = pushes;
            this.random = new Random(number);
        }

        void until(AtomicBoolean end) throws Exception {
            for (int i = 0; !end.get(); i++) {
                push(i);
                for (Pushed each : mine) {
                    pull(each);
                }
                if (mine.size() > 2) {
                    delete();
                }
            }
            while (!mine.isEmpty()) {
                delete();
            }
        }

        private void delete() throws IOException, InterruptedException {
            Pushed oldest = mine.removeFirst();
            assertEquals(202, client.status("DELETE", "/v2/" + oldest.repository() + "/manifests/" + oldest.manifest()));
        }

        private void push(int i) throws IOException, InterruptedException {
            String repository = "team/app-" + random.nextInt(3);
            long began = System.nanoTime();
            Digest config = send(repository, ("{\"n\":" + random.nextInt(9) + "}").getBytes(StandardCharsets.UTF_8));
            Digest layer = send(repository, layers.get(random.nextInt(LAYERS)));
            String manifest = RegistryClient.manifest(config, layer).replaceFirst("\\{", "{\"annotations\":{\"n\":\""
                + number + "-" + i + "\"},");
            var answer = client.put(repository, "t" + number, manifest, RegistryClient.OCI);
            if (answer.statusCode() != 201) {
                // Only one that lasts nearly as long as the grace time may find that something is gone.
                if (System.nanoTime() - began < GRACE.toNanos() * 7 / 10) {
                    fail(answer.statusCode() + " " + text(answer));
                }
                return;
            }
            pushes.incrementAndGet();
            mine.addLast(new Pushed(repository, Digest.of(manifest.getBytes(StandardCharsets.UTF_8)),
                List.of(config, layer)));
        }

        private Digest send(String repository, byte[] content) throws IOException, InterruptedException {
            Digest digest = Digest.of(content);
            String from = "team/app-" + random.nextInt(3);
            if (client.status("HEAD", "/v2/" + repository + "/blobs/" + digest) != 200 && client.status("POST", "/v2/"
                    + repository + "/blobs/uploads/?mount=" + digest + "&from=" + from) != 201) {
                client.blob(repository, content);
            }
            return digest;
        }

        private void pull(Pushed image) throws IOException, InterruptedException {
            assertEquals(200, client.status("GET", "/v2/" + image.repository() + "/manifests/" + image.manifest()));
            for (Digest blob : image.blobs()) {
                var answer = client.get("/v2/" + image.repository() + "/blobs/" + blob);
                assertEquals(200, answer.statusCode(), text(answer));
                assertTrue(blob.equals(Digest.of(answer.body())));
            }
        }
    }
}
