package io.leengine.registry.ceph.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import io.leengine.registry.ceph.Pieces;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.spi.registry.HoldingsListing.Upload;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.spi.registry.RegistryStorage.Manifest;
import io.leengine.spi.registry.RegistryStorage.Page;
import io.leengine.tck.Ability;
import io.leengine.tck.RegistryStorageConformance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3RegistryStorageTest extends RegistryStorageConformance {
    // Small, so that small tests have contents of several parts, and blobs of several contents.
    private static final Pieces SMALL = new Pieces(12 << 20, 1 << 20);

    private static CephCluster cluster;

    private S3Options options;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = CephCluster.start(CephOptions.usual());
    }

    @AfterAll
    static void endCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() throws IOException, InterruptedException {
        return storage();
    }

    private S3RegistryStorage storage() throws IOException, InterruptedException {
        return new S3RegistryStorage("main", options(), SMALL);
    }

    private S3Options options() throws IOException, InterruptedException {
        if (options == null) {
            options = TestBuckets.make(cluster);
        }
        return options;
    }

    @Override
    protected void close(RegistryStorage open) {
        ((S3RegistryStorage) open).close();
    }

    @Override
    protected Process startWorker() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), StorageWorker.class.getName(), options.endpoint().toString(),
            options.bucket()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void aBigBlobOfSeveralPiecesAndPartsComesBackWholeAndGoesWhole() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            byte[] content = bytes(30 << 20);
            Digest blob = push(storage, content);
            assertArrayEquals(content, storage.openBlob(blob, 0).readAllBytes());
            for (int offset : new int[] {(12 << 20) - 1, 12 << 20, (24 << 20) + 7, content.length}) {
                try (var in = storage.openBlob(blob, offset)) {
                    assertArrayEquals(Arrays.copyOfRange(content, offset, content.length), in.readAllBytes());
                }
            }
            try (var in = storage.openBlob(blob, 5)) {
                assertEquals(content[5], (byte) in.read());
            }
            assertEquals(3, contents().size());
            assertEquals(32, storage.freeBuffers());
            storage.deleteBlob(blob);
            assertEquals(List.of(), contents());
        }
    }

    @Test
    void smallChunksAreMergedAndNothingOfThemIsLeft() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            byte[] content = bytes(5_000_000);
            String upload = storage.beginUpload("a");
            for (int at = 0; at < content.length; at += 250_000) {
                assertEquals(at + 250_000, storage.append("a", upload, at, new ByteArrayInputStream(content, at, 250_000)));
            }
            storage.commitUpload("a", upload, Digest.of(content));
            assertArrayEquals(content, storage.openBlob(Digest.of(content), 0).readAllBytes());
            assertEquals(4, contents().size(), "pieces of 1.25 MB, of 20 chunks");
        }
    }

    @Test
    void twoEnginesGoOnWithOneUpload() throws Exception {
        try (S3RegistryStorage first = storage(); S3RegistryStorage second = storage()) {
            String upload = first.beginUpload("a");
            first.append("a", upload, 0, new ByteArrayInputStream(new byte[] {1}));
            second.append("a", upload, 1, new ByteArrayInputStream(new byte[] {2}));
            first.append("a", upload, 2, new ByteArrayInputStream(new byte[] {3}));
            second.commitUpload("a", upload, Digest.of(new byte[] {1, 2, 3}));
            assertTrue(first.hasBlob("a", Digest.of(new byte[] {1, 2, 3})));
        }
    }

    @Test
    void whatOthersPushedAlreadyIsStoredOnce() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            byte[] content = bytes(100_000);
            push(storage, content);
            push(storage, content);
            assertEquals(1, contents().size());
            String upload = storage.beginUpload("a");
            storage.append("a", upload, 0, new ByteArrayInputStream(content));
            assertThrows(EngineException.class, () -> storage.commitUpload("a", upload, Digest.of(new byte[0])));
            String dropped = storage.beginUpload("a");
            storage.append("a", dropped, 0, new ByteArrayInputStream(content));
            storage.cancelUpload("a", dropped);
            assertEquals(1, contents().size());
        }
    }

    @Test
    void aBigManifestIsKeptAndGoesWithItsContent() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            Manifest big = new Manifest("a/b", bytes(100_000));
            storage.putManifest("a", big);
            storage.putManifest("a", big);
            assertArrayEquals(big.content(), storage.manifest("a", big.digest()).orElseThrow().content());
            assertEquals(1, contents().size());
            storage.deleteManifest("a", big.digest());
            assertEquals(List.of(), contents());
            storage.putManifest("a", big);
            storage.deleteRepository("a");
            assertEquals(List.of(), contents());
        }
    }

    @Test
    void whatARepositoryHoldsIsListed() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            Digest blob = push(storage, bytes(10));
            String upload = storage.beginUpload("b/c");
            Instant before = Instant.now().minusSeconds(5);
            storage.append("b/c", upload, 0, new ByteArrayInputStream(new byte[7]));
            assertEquals(new Page<>(List.of(blob), false), storage.links("a", Optional.empty(), 1));
            assertEquals(List.of(), storage.links("a", Optional.of(blob), 1).items());
            List<Upload> uploads = storage.uploads("b/c", Optional.empty(), 5).items();
            assertEquals(List.of(upload), uploads.stream().map(Upload::id).toList());
            assertEquals(7, uploads.getFirst().size());
            assertTrue(uploads.getFirst().touchedAt().isAfter(before));
            assertEquals(List.of("a", "b/c", "team/hello/calls"), storage.holders(Optional.empty(), 5).items());
            assertEquals(new Page<>(List.of("b/c"), true), storage.holders(Optional.of("a"), 1));
            assertEquals(List.of("a", "team/hello/calls"), storage.repositories(Optional.empty(), 5).items());
        }
    }

    @Test
    void whatNobodyTouchedIsSweptAndNothingElse() throws Exception {
        try (S3RegistryStorage storage = storage()) {
            Digest blob = push(storage, bytes(100));
            String stale = storage.beginUpload("a");
            storage.append("a", stale, 0, new ByteArrayInputStream(new byte[9]));
            Instant between = Instant.now();
            String fresh = storage.beginUpload("a");
            storage.append("a", fresh, 0, new ByteArrayInputStream(new byte[9]));
            storage.sweep(between);
            assertEquals(Optional.empty(), storage.uploadSize("a", stale));
            assertEquals(Optional.of(9L), storage.uploadSize("a", fresh));
            assertTrue(storage.hasBlob("a", blob));
            assertEquals(2, contents().size());
        }
    }

    @Test
    void aLinkGivesABlobToWhoeverHasIt() throws Exception {
        S3Options plain = options();
        S3Options redirecting = new S3Options(plain.endpoint(), plain.region(), plain.bucket(), plain.accessKey(),
            plain.secretKey(), Optional.of(plain.endpoint()), plain.partBytes(), plain.memoryBytes(), plain.limit());
        byte[] content = bytes(6 << 20);
        try (S3RegistryStorage quiet = storage();
                S3RegistryStorage storage = new S3RegistryStorage("main", redirecting, Pieces.USUAL)) {
            Digest blob = push(storage, content);
            assertEquals(Optional.empty(), quiet.downloadLink(blob, Duration.ofMinutes(1)));
            URI link = storage.downloadLink(blob, Duration.ofMinutes(1)).orElseThrow();
            assertFalse(link.toString().contains(plain.secretKey()), "no secret");
            assertArrayEquals(content, get(link, "bytes=0-"));
            assertArrayEquals(Arrays.copyOfRange(content, 10, 21), get(link, "bytes=10-20"));
            assertEquals(Optional.empty(), storage.downloadLink(Digest.of(new byte[] {9}), Duration.ofMinutes(1)));
            assertEquals(ErrorCode.INVALID, assertThrows(EngineException.class,
                () -> storage.downloadLink(blob, Duration.ofHours(2))).code());
        }
    }

    @Test
    void aBucketThatIsMissingAndAKeyThatIsWrongAreSaid() throws Exception {
        S3Options right = options();
        try (S3RegistryStorage storage = new S3RegistryStorage("main", TestBuckets.options(right.endpoint(), "no-such",
                Duration.ofSeconds(10)), SMALL)) {
            assertEquals(Health.up(), storage.health());
            assertUnavailable("bucket does not exist", storage);
            assertEquals(Health.State.DOWN, storage.health().state());
        }
        S3Options wrong = new S3Options(right.endpoint(), right.region(), right.bucket(), right.accessKey(), "wrong",
            Optional.empty(), right.partBytes(), right.memoryBytes(), right.limit());
        try (S3RegistryStorage storage = new S3RegistryStorage("main", wrong, SMALL)) {
            assertUnavailable("refuses the storage's key", storage);
        }
    }

    private static void assertUnavailable(String why, S3RegistryStorage storage) {
        EngineException error = assertThrows(EngineException.class, () -> storage.tags("a", Optional.empty(), 1));
        assertEquals(ErrorCode.UNAVAILABLE, error.code(), error.getMessage());
        assertTrue(error.getMessage().contains(why), error.getMessage());
        assertTrue(error.nextStep().isPresent());
        assertThrows(EngineException.class, () -> storage.beginUpload("a"));
    }

    private static byte[] get(URI link, String range) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(link).header("Range", range).timeout(Duration.ofSeconds(30)).build(),
                HttpResponse.BodyHandlers.ofByteArray()).body();
        }
    }

    /** Returns the keys of the contents that lie in the bucket. */
    private List<String> contents() throws InterruptedException {
        try (S3Connection s3 = new S3Connection(options)) {
            return s3.call(client -> client.listObjectsV2(list -> list.bucket(options.bucket()).prefix("contents/")))
                .contents().stream().map(S3Object::key).toList();
        }
    }

    private static byte[] bytes(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static Digest push(RegistryStorage storage, byte[] content) throws InterruptedException {
        String upload = storage.beginUpload("a");
        storage.append("a", upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload("a", upload, Digest.of(content));
        return Digest.of(content);
    }
}
