package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry is killed in the middle of pushes, has a full disk, or little memory for large pushes. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HardTimesTest {
    private static final int PUSHERS = 4;
    private static final int ROUNDS = 2;
    private static final int TRANSFERS = 12;
    private static final int SIZE = 16 << 20;

    @TempDir
    Path folder;

    private final AcknowledgedImages images = new AcknowledgedImages(200_000);

    @Test
    void whatWasAcknowledgedSurvivesKillsAndNothingTornIsServed() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (RegistryProcess registry = RegistryProcess.serve(folder);
                    RegistryClient client = new RegistryClient(registry.url(), "ann")) {
                images.requireWhole(client);
                pushUntilKilled(registry, client);
            }
        }
        try (RegistryProcess registry = RegistryProcess.serve(folder);
                RegistryClient client = new RegistryClient(registry.url(), "ann")) {
            images.requireWhole(client);
        }
        assertTrue(images.count() >= ROUNDS * 2 * PUSHERS);
    }

    private void pushUntilKilled(RegistryProcess registry, RegistryClient client) throws Exception {
        CountDownLatch some = new CountDownLatch(2 * PUSHERS);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> pushers = new ArrayList<>();
            for (int i = 0; i < PUSHERS; i++) {
                pushers.add(threads.submit(() -> push(client, some)));
            }
            assertTrue(some.await(60, TimeUnit.SECONDS), "pushes");
            registry.kill();
            for (Future<Boolean> each : pushers) {
                assertTrue(each.get());
            }
        }
    }

    /** Pushes until the registry is gone; anything else that goes wrong is thrown. */
    private boolean push(RegistryClient client, CountDownLatch some) throws Exception {
        while (true) {
            try {
                images.push(client);
                some.countDown();
            } catch (IOException e) {
                if (e.getMessage() != null && e.getMessage().startsWith("Status")) {
                    throw e;
                }
                return true;
            }
        }
    }

    @Test
    void aFullDiskIsSaidAndWhatWasAcknowledgedStaysWhole() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
        try (RegistryProcess registry = RegistryProcess.onFullDisk(folder);
                RegistryClient client = new RegistryClient(registry.url(), "ann")) {
            byte[] layer = RegistryTest.bytes(500_000);
            Digest image = client.image("a", "v1", layer);
            byte[] manifest = client.get("/v2/a/manifests/v1").body();
            byte[] large = RegistryTest.bytes(6 << 20);
            String upload = client.begin("a");
            RegistryTest.assertError(507, "INSUFFICIENT_STORAGE", client.send("PATCH", upload, large));
            RegistryTest.assertError(507, "INSUFFICIENT_STORAGE",
                client.put("a", "v2", new String(manifest, StandardCharsets.UTF_8) + " ".repeat(2 << 20), OCI));
            RegistryTest.assertError(404, "MANIFEST_UNKNOWN", client.get("/v2/a/manifests/v2"));
            assertEquals(image, Digest.of(client.get("/v2/a/manifests/v1").body()));
            assertArrayEquals(layer, client.get("/v2/a/blobs/" + Digest.of(layer)).body());
            assertEquals("freed", registry.say("free"));
            int size = Integer.parseInt(header(client.get(upload), "Range").substring(2)) + 1;
            assertTrue(size > 1);
            var last = client.send("PUT", upload + "?digest=" + Digest.of(large), Arrays.copyOfRange(large, size, large.length));
            assertEquals(201, last.statusCode(), text(last));
            assertArrayEquals(large, client.get("/v2/a/blobs/" + Digest.of(large)).body());
        }
    }

    @Test
    void manyLargeTransfersTakeLittleMemory() throws Exception {
        try (RegistryProcess registry = RegistryProcess.serve(folder, "-Xmx32m", "-XX:MaxDirectMemorySize=32m");
                HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
                RegistryClient client = new RegistryClient(registry.url(), "ann");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Digest>> pushes = new ArrayList<>();
            for (int i = 0; i < TRANSFERS; i++) {
                int seed = i;
                pushes.add(threads.submit(() -> pushLarge(http, client, registry.url(), seed)));
            }
            List<Future<Digest>> pulls = new ArrayList<>();
            for (Future<Digest> push : pushes) {
                Digest digest = push.get();
                pulls.add(threads.submit(() -> pullLarge(http, registry.url(), digest)));
            }
            for (int i = 0; i < TRANSFERS; i++) {
                assertEquals(pushes.get(i).get(), pulls.get(i).get());
            }
            assertTrue(registry.isAlive());
        }
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).header("Authorization",
            "Basic " + Base64.getEncoder().encodeToString("ann:ann-secret".getBytes(StandardCharsets.US_ASCII)));
    }

    private static Digest pushLarge(HttpClient http, RegistryClient client, String url, int seed) throws Exception {
        String upload = client.begin("large");
        var hash = Digest.newMessageDigest();
        var content = new DigestInputStream(new Content(seed), hash);
        var sent = http.send(request(url + upload).method("PATCH", BodyPublishers.ofInputStream(() -> content)).build(),
            BodyHandlers.ofString());
        assertEquals(202, sent.statusCode(), sent.body());
        Digest digest = Digest.finish(hash);
        assertEquals(201, client.send("PUT", upload + "?digest=" + digest, null).statusCode());
        return digest;
    }

    private static Digest pullLarge(HttpClient http, String url, Digest digest) throws Exception {
        var hash = Digest.newMessageDigest();
        var answer = http.send(request(url + "/v2/large/blobs/" + digest).build(), BodyHandlers.ofInputStream());
        try (InputStream in = new DigestInputStream(answer.body(), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.finish(hash);
    }

    /** Bytes that nobody holds. */
    private static final class Content extends InputStream {
        private final Random random;
        private int left = SIZE;

        Content(int seed) {
            random = new Random(seed);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = Math.min(length, left);
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            System.arraycopy(bytes, 0, buffer, offset, count);
            left -= count;
            return count;
        }
    }
}
