package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.manifest;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.engine.domain.ImageSource;
import io.leengine.model.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry that caches another, which wants tokens; and one that caches a server that does not keep to the rules. */
class PullThroughTest extends RegistryTest {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private TestRegistry other;
    private RegistryClient there;
    private HttpServer liar;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, byte[]> lies = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @BeforeEach
    void serveOthers() throws IOException {
        other = new TestRegistry(folder.resolve("other"), 0);
        there = new RegistryClient(other.url(), "ann");
        liar = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        liar.setExecutor(threads);
        liar.createContext("/", this::lie);
        liar.start();
        cache("hub", other.url(), "ann", "ann-secret");
        cache("odd", "http://127.0.0.1:" + liar.getAddress().getPort(), "ann", "ann-secret");
    }

    @AfterEach
    void stopOthers() {
        ended.countDown();
        liar.stop(0);
        threads.close();
        there.close();
        other.close();
    }

    @Override
    Duration patience() {
        return Duration.ofSeconds(2);
    }

    private void cache(String group, String url, String username, String password) {
        registry.sources.byGroup.put(group, new ImageSource("g-" + group, group, URI.create(url), username, password, FRESH));
    }

    private void lie(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            authorizations.add(path + " " + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] lie = lies.get(path);
            if (path.endsWith("/stall")) {
                exchange.getResponseHeaders().set("Content-Type", OCI);
                exchange.sendResponseHeaders(200, 100);
                ended.await();
            } else if (lie == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (exchange.getRequestHeaders().getFirst("Authorization") == null && !path.startsWith("/elsewhere")) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (new String(lie).startsWith("http://")) {
                exchange.getResponseHeaders().set("Location", new String(lie));
                exchange.sendResponseHeaders(307, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", OCI);
                exchange.sendResponseHeaders(200, lie.length);
                exchange.getResponseBody().write(lie);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasPulledIsServedWithoutTheOther() throws Exception {
        byte[] layer = bytes(3_000_000);
        Digest image = there.image("library/hello", "v1", layer);
        var first = ann.get("/v2/hub/library/hello/manifests/v1");
        assertEquals(200, first.statusCode(), text(first));
        assertEquals(image.toString(), header(first, "Docker-Content-Digest"));
        String blob = "/v2/hub/library/hello/blobs/" + Digest.of(layer);
        var head = ann.send("HEAD", blob, null);
        assertEquals("3000000", header(head, "Content-Length"));
        assertArrayEquals(layer, ann.get(blob).body());
        assertEquals(List.of("hub/library/hello:v1@" + image), registry.sources.kept);
        other.close();
        assertArrayEquals(layer, ann.get(blob).body());
        assertEquals(206, ann.get(blob, "Range", "bytes=5-9").statusCode());
        assertEquals("", header(ann.get("/v2/hub/library/hello/manifests/v1"), "Warning"));
        registry.ahead = FRESH.plusSeconds(1);
        var stale = ann.get("/v2/hub/library/hello/manifests/v1");
        assertArrayEquals(first.body(), stale.body());
        assertTrue(header(stale, "Warning").startsWith("110 "), header(stale, "Warning"));
        var unknown = ann.get("/v2/hub/library/hello/manifests/v2");
        assertError(503, "UNAVAILABLE", unknown);
        assertTrue(text(unknown).contains("does not answer"), text(unknown));
    }

    @Test
    void aTagThatMovedThereMovesHereWhenItIsNoLongerFresh() throws Exception {
        Digest one = there.image("a", "v1", bytes(10));
        assertEquals(one.toString(), header(ann.get("/v2/hub/a/manifests/v1"), "Docker-Content-Digest"));
        Digest two = there.image("a", "v1", bytes(20));
        assertEquals(one.toString(), header(ann.get("/v2/hub/a/manifests/v1"), "Docker-Content-Digest"));
        registry.ahead = FRESH.plusSeconds(1);
        assertEquals(two.toString(), header(ann.get("/v2/hub/a/manifests/v1"), "Docker-Content-Digest"));
        there.status("DELETE", "/v2/a/manifests/v1");
        registry.ahead = FRESH.multipliedBy(3);
        assertError(404, "MANIFEST_UNKNOWN", ann.get("/v2/hub/a/manifests/v1"));
        assertEquals("hub/a:v1 is gone", registry.sources.kept.getLast());
        assertEquals(Optional.empty(), registry.storage.orElseThrow().tag("hub/a", "v1"));
        assertEquals(200, ann.status("GET", "/v2/hub/a/manifests/" + two));
        assertError(404, "BLOB_UNKNOWN", ann.get("/v2/hub/a/blobs/" + Digest.of(bytes(5))));
    }

    @Test
    void aTagIsLookedForWhereTheSourceIsNow() throws Exception {
        there.image("a", "v1", bytes(10));
        assertEquals(200, ann.status("GET", "/v2/hub/a/manifests/v1"));
        try (TestRegistry third = new TestRegistry(folder.resolve("third"), 0);
                RegistryClient client = new RegistryClient(third.url(), "ann")) {
            Digest other = client.image("a", "v1", bytes(20));
            cache("hub", third.url(), "ann", "ann-secret");
            assertEquals(other.toString(), header(ann.get("/v2/hub/a/manifests/v1"), "Docker-Content-Digest"));
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleEndsTheStoreAndTheNextBeginsAnew() throws Exception {
        byte[] layer = bytes(64 << 20);
        there.image("a", "v1", layer);
        ann.get("/v2/hub/a/manifests/v1");
        String blob = "/v2/hub/a/blobs/" + Digest.of(layer);
        try (RawConnection leaves = new RawConnection(registry.url(), Duration.ofSeconds(30))) {
            assertEquals(200, leaves.head("GET", blob).begun().status());
        }
        byte[] body = ann.get(blob).body();
        assertArrayEquals(layer, body);
        while (ann.send("HEAD", blob, null).headers().firstValue("Accept-Ranges").isEmpty()) {
            // Only what is here is served by ranges; a store that is still ending keeps the next from storing.
            assertArrayEquals(layer, ann.get(blob).body());
        }
        assertTrue(registry.storage.orElseThrow().hasBlob("hub/a", Digest.of(layer)));
    }

    @Test
    void aRangeOfWhatIsNotHereBringsAllOfItAndTwoAtOnceAreServed() throws Exception {
        byte[] layer = bytes(5_000_000);
        there.image("a", "v1", layer);
        ann.get("/v2/hub/a/manifests/v1");
        String blob = "/v2/hub/a/blobs/" + Digest.of(layer);
        var some = List.of(threads.submit(() -> ann.get(blob, "Range", "bytes=1-2")), threads.submit(() -> ann.get(blob)),
            threads.submit(() -> ann.get(blob)));
        for (var each : some) {
            byte[] body = each.get().body();
            assertArrayEquals(each.get().statusCode() == 206 ? new byte[] {layer[1], layer[2]} : layer, body);
        }
        assertTrue(registry.storage.orElseThrow().hasBlob("hub/a", Digest.of(layer)));
    }

    @Test
    void nobodyPushesAndWhoMayNotPullFetchesNothing() throws Exception {
        there.image("a", "v1", bytes(10));
        assertEquals(200, ann.status("GET", "/v2/hub/a/manifests/v1"));
        var push = ann.send("POST", "/v2/hub/a/blobs/uploads/", null);
        assertError(403, "DENIED", push);
        assertTrue(text(push).contains("is cached from"), text(push));
        assertError(403, "DENIED", ann.put("hub/a", "v9", manifest(Digest.of(bytes(1)), Digest.of(bytes(2))), OCI));
        assertError(404, "NAME_UNKNOWN", bob.get("/v2/hub/a/manifests/v1"));
        assertError(401, "UNAUTHORIZED", nobody.get("/v2/hub/other/manifests/v1"));
    }

    @Test
    void whatAGroupMayNotHoldIsServedAndNotKept() throws Exception {
        byte[] layer = bytes(1_000_000);
        Digest image = there.image("a", "v1", layer);
        registry.sources.full = true;
        assertEquals(200, ann.status("GET", "/v2/hub/a/manifests/v1"));
        assertArrayEquals(layer, ann.get("/v2/hub/a/blobs/" + Digest.of(layer)).body());
        assertTrue(registry.storage.orElseThrow().manifest("hub/a", image).isEmpty());
        assertTrue(registry.storage.orElseThrow().blobSize(Digest.of(layer)).isEmpty());
    }

    @Test
    void whatHasAnotherDigestIsNeitherKeptNorWhole() throws Exception {
        byte[] small = bytes(10);
        String sound = manifest(Digest.of(bytes(2)), Digest.of(small));
        lies.put("/v2/a/manifests/v1", sound.getBytes());
        assertEquals(200, ann.status("GET", "/v2/odd/a/manifests/v1"));
        Digest claimed = Digest.of(bytes(3));
        lies.put("/v2/a/manifests/" + claimed, sound.getBytes());
        assertError(503, "UNAVAILABLE", ann.get("/v2/odd/a/manifests/" + claimed));
        lies.put("/v2/a/blobs/" + claimed, small);
        assertError(503, "UNAVAILABLE", ann.get("/v2/odd/a/blobs/" + claimed));
        lies.put("/v2/a/blobs/" + claimed, bytes(2_000_000));
        assertThrows(IOException.class, () -> ann.get("/v2/odd/a/blobs/" + claimed));
        assertTrue(registry.storage.orElseThrow().blobSize(claimed).isEmpty());
        lies.put("/v2/a/manifests/none", "no manifest".getBytes());
        assertError(503, "UNAVAILABLE", ann.get("/v2/odd/a/manifests/none"));
    }

    @Test
    void credentialsDoNotGoAlongToAnotherPlace() throws Exception {
        byte[] blob = bytes(10);
        String elsewhere = "/elsewhere/blob";
        lies.put(elsewhere, blob);
        lies.put("/v2/a/blobs/" + Digest.of(blob), ("http://localhost:" + liar.getAddress().getPort() + elsewhere).getBytes());
        assertArrayEquals(blob, ann.get("/v2/odd/a/blobs/" + Digest.of(blob)).body());
        assertTrue(authorizations.contains(elsewhere + " null"), authorizations.toString());
        assertTrue(authorizations.stream().anyMatch(each -> each.startsWith("/v2/a/blobs/") && each.contains("Basic ")));
        lies.put("/v2/a/manifests/loop", ("http://127.0.0.1:" + liar.getAddress().getPort() + "/v2/a/manifests/loop").getBytes());
        assertError(503, "UNAVAILABLE", ann.get("/v2/odd/a/manifests/loop"));
    }

    @Test
    void oneThatStallsIsNotWaitedForForEver() throws Exception {
        var answer = ann.get("/v2/odd/a/manifests/stall");
        assertError(503, "UNAVAILABLE", answer);
    }
}
