package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static io.leengine.registry.RegistryTest.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.collection.Pace;
import io.leengine.model.Digest;
import io.leengine.registry.ceph.CephRegistryStorage;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.registry.ceph.testcell.Daemon;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The registry above a Ceph whose daemons are killed in the middle of pushes, or that is full; and engines that are killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CephFaultsTest {
    /** Longer than a storage waits for its cluster; no answer may take this long, whatever dies. */
    private static final Duration ANSWERS = Duration.ofSeconds(100);
    private static final int LAYER = 2 << 20;
    private static final int FIRST = 8 << 20;
    private static final int LARGE = 24 << 20;
    /** More than the buffers on the way hold. */
    private static final int PULLED = 96 << 20;
    private static final int PART = 64 << 10;
    private static final int PARTS = 16;
    private static final String ANN = "Basic " + Base64.getEncoder().encodeToString("ann:ann-secret".getBytes(
        StandardCharsets.US_ASCII));

    private static CephCluster cluster;
    @RegisterExtension
    private static final ToldState TOLD = new ToldState(() -> cluster.state());

    @BeforeAll
    static void startCluster() throws Exception {
        // A short limit, so that a full disk is known soon.
        cluster = CephCluster.start(CephOptions.usual().withOperationLimit(Duration.ofSeconds(3)));
        cluster.makePool(CephStorages.POOL);
    }

    @AfterAll
    static void endCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Whoever goes on RADOS needs no gateway. */
    static Stream<Arguments> whatCanDie() {
        return Stream.of(CephStorages.values()).flatMap(storage -> Stream.of(Daemon.values())
            .filter(daemon -> storage == CephStorages.S3 || daemon != Daemon.GATEWAY)
            .map(daemon -> Arguments.of(storage, daemon)));
    }

    @ParameterizedTest
    @MethodSource("whatCanDie")
    void whatWasAcknowledgedSurvivesADaemonThatIsKilledUnderPushes(CephStorages kind, Daemon daemon) throws Exception {
        AcknowledgedImages images = new AcknowledgedImages(LAYER);
        try (var storage = kind.open(kind.place(cluster)); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS);
                PushLoad load = new PushLoad(images, client)) {
            load.awaitMore(PushLoad.PUSHERS);
            cluster.kill(daemon);
            cluster.start(daemon);
            load.awaitMore(2 * PushLoad.PUSHERS);
            load.end();
            images.requireWhole(client);
        }
    }

    @ParameterizedTest
    @MethodSource("whatCanDie")
    void whoIsToldOfADaemonThatStaysAwayGoesOnFromWhereItWas(CephStorages kind, Daemon daemon) throws Exception {
        AcknowledgedImages images = new AcknowledgedImages(LAYER);
        try (var storage = kind.open(impatient(kind)); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS);
                PushLoad load = new PushLoad(images, client)) {
            load.awaitMore(PushLoad.PUSHERS);
            cluster.kill(daemon);
            try {
                if (daemon == Daemon.MONITOR) {
                    // Who has spoken with the disk already does not need it.
                    load.awaitMore(2 * PushLoad.PUSHERS);
                } else {
                    load.awaitFailures(PushLoad.PUSHERS);
                }
            } finally {
                cluster.start(daemon);
            }
            load.awaitMore(2 * PushLoad.PUSHERS);
            load.end();
            images.requireWhole(client);
        }
    }

    private static Map<String, Object> impatient(CephStorages kind) {
        Map<String, Object> place = new HashMap<>(kind.place(cluster));
        place.put("timeout_seconds", 5);
        return place;
    }

    @ParameterizedTest
    @EnumSource
    void aPullInWhoseMiddleTheDiskStallsIsCutOff(CephStorages kind) throws Exception {
        byte[] content = bytes(PULLED);
        try (var storage = kind.open(impatient(kind)); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS);
                RawConnection pull = new RawConnection(registry.url(), ANSWERS)) {
            String blob = "/v2/a/blobs/" + client.blob("a", content);
            assertEquals(200, pull.head("GET", blob).begun().status());
            // As long as nobody reads on, the registry can have fetched only a part.
            signal("STOP");
            try {
                int came = pull.read(content.length);
                assertTrue(came < content.length, "it was all on the way");
            } finally {
                signal("CONT");
            }
            awaitServed(client, blob);
            assertArrayEquals(content, client.get(blob).body());
        }
    }

    private static void awaitServed(RegistryClient client, String path) throws Exception {
        while (client.status("HEAD", path) == 503) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDiskThatStallsIsSaidInTimeAndServedFromWhenItGoesOn(CephStorages kind) throws Exception {
        byte[] layer = bytes(LAYER);
        try (var storage = kind.open(impatient(kind)); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS)) {
            Digest image = client.image("a", "v1", layer);
            String upload = client.begin("a");
            signal("STOP");
            try {
                RegistryTest.assertError(503, "UNAVAILABLE", client.get("/v2/a/manifests/v1"));
                RegistryTest.assertError(503, "UNAVAILABLE", client.get("/v2/a/blobs/" + Digest.of(layer)));
                RegistryTest.assertError(503, "UNAVAILABLE", client.send("PATCH", upload, layer));
            } finally {
                signal("CONT");
            }
            awaitServed(client, "/v2/a/manifests/v1");
            assertEquals(image, Digest.of(client.get("/v2/a/manifests/v1").body()));
            assertArrayEquals(layer, client.get("/v2/a/blobs/" + Digest.of(layer)).body());
        }
    }

    private static void signal(String name) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, String.valueOf(cluster.pid(Daemon.OSD))).start().waitFor());
    }

    @ParameterizedTest
    @EnumSource
    void aFullClusterIsSaidWhatIsThereIsServedAndPushesGoOnWhenThereIsRoom(CephStorages kind) throws Exception {
        Map<String, Object> place = new HashMap<>(kind.place(cluster));
        place.put("timeout_seconds", 6);
        byte[] layer = bytes(LAYER);
        byte[] large = bytes(FIRST);
        try (var storage = kind.open(place); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS)) {
            Digest image = client.image("a", "v1", layer);
            String upload = client.begin("a");
            assertEquals(202, client.send("PATCH", upload, Arrays.copyOf(large, LAYER)).statusCode());
            cluster.setFull(true);
            try {
                var refused = client.send("PATCH", upload, Arrays.copyOfRange(large, LAYER, large.length));
                RegistryTest.assertError(507, "INSUFFICIENT_STORAGE", refused);
                assertEquals(image, Digest.of(client.get("/v2/a/manifests/v1").body()));
                assertArrayEquals(layer, client.get("/v2/a/blobs/" + Digest.of(layer)).body());
            } finally {
                cluster.setFull(false);
            }
            goOn(client, upload, large);
            assertArrayEquals(large, client.get("/v2/a/blobs/" + Digest.of(large)).body());
        }
    }

    /** Sends what is missing of an upload, and ends it. */
    private static void goOn(RegistryClient client, String upload, byte[] content) throws Exception {
        HttpResponse<byte[]> last;
        do {
            var state = client.get(upload);
            assertEquals(204, state.statusCode(), text(state));
            int size = Integer.parseInt(header(state, "Range").substring(2)) + 1;
            assertTrue(size >= LAYER, "What was acknowledged is kept: " + size);
            last = client.send("PUT", upload + "?digest=" + Digest.of(content), Arrays.copyOfRange(content, size,
                content.length));
            // That there is room, the cluster tells those who write a moment after it knows.
        } while (last.statusCode() == 507);
        assertEquals(201, last.statusCode(), text(last));
    }

    /** The gateway takes no deletions of a full cluster; by RADOS one can make room. */
    @Test
    void onRadosAFullClusterIsEmptiedByDeletionsAndACollection(@TempDir Path folder) throws Exception {
        CephStorages kind = CephStorages.RADOS;
        byte[] layer = bytes(LAYER);
        try (var storage = kind.open(kind.place(cluster)); TestRegistry registry = new TestRegistry(storage, 0);
                RegistryClient client = new RegistryClient(registry.url(), "ann", ANSWERS);
                CollectedRegistry collected = new CollectedRegistry(folder, storage, Duration.ofSeconds(2), Pace.FULL)) {
            Digest kept = client.image("a", "kept", bytes(LAYER));
            Digest dropped = client.image("a", "dropped", layer);
            cluster.setFull(true);
            try {
                assertEquals(202, client.status("DELETE", "/v2/a/manifests/" + dropped));
                collected.ahead = Duration.ofDays(2);
                assertEquals(LAYER, collected.collect(false).figures().bytesFreed());
            } finally {
                cluster.setFull(false);
            }
            RegistryTest.assertError(404, "BLOB_UNKNOWN", client.get("/v2/a/blobs/" + Digest.of(layer)));
            assertEquals(kept, Digest.of(client.get("/v2/a/manifests/kept").body()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAKilledEngineHadBegunAnotherGoesOnWith(CephStorages kind) throws Exception {
        Map<String, Object> place = kind.place(cluster);
        byte[] content = bytes(LARGE);
        AcknowledgedImages images = new AcknowledgedImages(LAYER);
        try (RegistryProcess killed = RegistryProcess.onCeph(kind, place); var storage = kind.open(place);
                TestRegistry other = new TestRegistry(storage, 0);
                RegistryClient before = new RegistryClient(killed.url(), "ann");
                RegistryClient after = new RegistryClient(other.url(), "ann")) {
            images.push(before);
            images.push(before);
            String upload = before.begin("r0");
            assertEquals(202, before.send("PATCH", upload, Arrays.copyOf(content, FIRST)).statusCode());
            killInTheMiddle(killed, upload, Arrays.copyOfRange(content, FIRST, LARGE));
            goOn(after, upload, content);
            assertArrayEquals(content, after.get("/v2/r0/blobs/" + Digest.of(content)).body());
            images.requireWhole(after);
        }
    }

    private static void killInTheMiddle(RegistryProcess registry, String upload, byte[] rest) throws Exception {
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + upload)).header("Authorization", ANN)
                .timeout(Duration.ofMinutes(1))
                .method("PATCH", BodyPublishers.ofInputStream(() -> new Halting(rest, half, dead))).build();
            CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
            assertTrue(half.await(60, TimeUnit.SECONDS), "the half is sent");
            registry.kill();
            dead.countDown();
            assertTrue(answer.handle((_, error) -> error != null).get(60, TimeUnit.SECONDS), "nobody answers");
        }
    }

    /** Halts in the middle until it may go on. */
    private static final class Halting extends ByteArrayInputStream {
        private final CountDownLatch half;
        private final CountDownLatch onward;

        Halting(byte[] content, CountDownLatch half, CountDownLatch onward) {
            super(content);
            this.half = half;
            this.onward = onward;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (pos > count / 2) {
                half.countDown();
                try {
                    onward.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return super.read(buffer, offset, length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoWhoGoOnWithOneUploadAtTwoEnginesOneDoes(CephStorages kind) throws Exception {
        List<byte[]> contents = List.of(bytes(LAYER), bytes(LAYER));
        try (TwoEngines engines = new TwoEngines(kind);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String upload = engines.clients().getFirst().begin("a");
            List<Future<Integer>> answers = Stream.of(0, 1).map(i -> threads.submit(() -> engines.clients().get(i).send("PATCH",
                upload, contents.get(i), "Content-Range", "0-" + (LAYER - 1), "Content-Type", "application/octet-stream")
                .statusCode())).toList();
            List<Integer> statuses = List.of(answers.get(0).get(), answers.get(1).get());
            assertTrue(statuses.equals(List.of(202, 416)) || statuses.equals(List.of(416, 202)), statuses.toString());
            byte[] won = contents.get(statuses.indexOf(202));
            var last = engines.clients().getFirst().send("PUT", upload + "?digest=" + Digest.of(won), null);
            assertEquals(201, last.statusCode(), text(last));
            assertArrayEquals(won, engines.clients().getLast().get("/v2/a/blobs/" + Digest.of(won)).body());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoWhoGoOnWithOneUploadInTurnsAtTwoEnginesMakeOneBlob(CephStorages kind) throws Exception {
        byte[] content = bytes(PARTS * PART);
        try (TwoEngines engines = new TwoEngines(kind);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String upload = engines.clients().getFirst().begin("a");
            List<Future<Integer>> senders = engines.clients().stream()
                .map(client -> threads.submit(() -> FaultyPushTest.sendAll(client, upload, content, PART))).toList();
            assertEquals(PARTS, senders.get(0).get() + senders.get(1).get());
            var last = engines.clients().getLast().send("PUT", upload + "?digest=" + Digest.of(content), null);
            assertEquals(201, last.statusCode(), text(last));
            assertArrayEquals(content, engines.clients().getFirst().get("/v2/a/blobs/" + Digest.of(content)).body());
        }
    }

    /** Two registries on one place, as two engines are, and a client of each. */
    private static final class TwoEngines implements AutoCloseable {
        private final Map<CephRegistryStorage, TestRegistry> registries = new LinkedHashMap<>();
        private final List<RegistryClient> clients;

        TwoEngines(CephStorages kind) {
            Map<String, Object> place = kind.place(cluster);
            for (int i = 0; i < 2; i++) {
                CephRegistryStorage storage = kind.open(place);
                registries.put(storage, new TestRegistry(storage, 0));
            }
            clients = registries.values().stream().map(each -> new RegistryClient(each.url(), "ann")).toList();
        }

        List<RegistryClient> clients() {
            return clients;
        }

        @Override
        public void close() {
            clients.forEach(RegistryClient::close);
            registries.forEach((storage, registry) -> {
                registry.close();
                storage.close();
            });
        }
    }
}
