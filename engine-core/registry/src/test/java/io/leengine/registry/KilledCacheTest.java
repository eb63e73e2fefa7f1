package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.engine.collection.Pace;
import io.leengine.engine.domain.ImageSource;
import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a cache holds is collected as all else is, and an engine that is killed in the middle of a fetch fetches anew. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledCacheTest {
    private static final int SIZE = 8 << 20;
    private static final String MANIFEST = "/v2/hub/a/manifests/v1";

    @TempDir
    Path folder;

    private final byte[] layer = RegistryTest.bytes(SIZE);
    private final String blob = "/v2/hub/a/blobs/" + Digest.of(layer);
    private final byte[] manifest = RegistryClient.manifest(Digest.of(new byte[2]), Digest.of(layer))
        .getBytes(StandardCharsets.UTF_8);
    private final CountDownLatch onward = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer other;

    @BeforeEach
    void serve() throws IOException {
        other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.setExecutor(threads);
        other.createContext("/v2/a/", this::answer);
        other.start();
    }

    @AfterEach
    void stop() {
        onward.countDown();
        other.stop(0);
        threads.close();
    }

    private URI there() {
        return URI.create("http://127.0.0.1:" + other.getAddress().getPort());
    }

    /** Halts in the middle of the blob until it may go on. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean asksManifest = exchange.getRequestURI().getPath().contains("/manifests/");
            byte[] content = asksManifest ? manifest : layer;
            exchange.getResponseHeaders().set("Content-Type", RegistryClient.OCI);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            if (!asksManifest) {
                onward.await();
            }
            exchange.getResponseBody().write(content, content.length / 2, content.length - content.length / 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void killedInTheMiddleOfAFetchItFetchesAnew() throws Exception {
        try (RegistryProcess killed = RegistryProcess.caching(folder, there());
                RegistryClient client = new RegistryClient(killed.url(), "ann");
                RawConnection pull = new RawConnection(killed.url())) {
            assertEquals(200, client.status("GET", MANIFEST));
            assertEquals(200, pull.head("GET", blob).begun().status());
            assertEquals(SIZE / 4, pull.read(SIZE / 4));
            killed.kill();
            assertTrue(pull.read(SIZE) < SIZE - SIZE / 4, "it was cut off");
        }
        onward.countDown();
        try (RegistryProcess again = RegistryProcess.caching(folder, there());
                RegistryClient client = new RegistryClient(again.url(), "ann")) {
            assertArrayEquals(manifest, client.get(MANIFEST).body());
            assertArrayEquals(layer, client.get(blob).body());
            other.stop(0);
            assertArrayEquals(layer, client.get(blob).body());
        }
    }

    @Test
    void collectingTakesNothingThatIsCachedAndBearsWhatHasNotCome() throws Exception {
        onward.countDown();
        RegistryStorage storage = TestRegistry.files(folder.resolve("registry"));
        try (TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann");
                CollectedRegistry collected = new CollectedRegistry(folder, storage, Duration.ofSeconds(2), Pace.FULL)) {
            registry.sources.byGroup.put("hub", new ImageSource("g", "hub", there(), "", "", Duration.ofHours(1)));
            assertEquals(200, client.status("GET", MANIFEST));
            collected.ahead = Duration.ofDays(2);
            collected.collect(false);
            assertArrayEquals(layer, client.get(blob).body());
            collected.ahead = Duration.ofDays(4);
            assertEquals(0, collected.collect(false).figures().bytesFreed());
            other.stop(0);
            assertArrayEquals(manifest, client.get(MANIFEST).body());
            assertArrayEquals(layer, client.get(blob).body());
        }
    }
}
