package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlobsTest extends RegistryTest {
    @Test
    void chunksAreTakenInOrderOnlyAndTheUploadTellsWhereItIs() throws Exception {
        byte[] content = bytes(300_000);
        String upload = ann.begin("a/b");
        assertEquals("0-0", header(ann.get(upload), "Range"));
        var first = ann.send("PATCH", upload, Arrays.copyOf(content, 100_000), "Content-Range", "0-99999");
        assertEquals(202, first.statusCode());
        assertEquals("0-99999", header(first, "Range"));
        var skipped = ann.send("PATCH", upload, new byte[10], "Content-Range", "100001-100010");
        assertError(416, "RANGE_INVALID", skipped);
        assertEquals("0-99999", header(skipped, "Range"));
        var lying = ann.send("PATCH", upload, new byte[10], "Content-Range", "100000-100010");
        assertError(416, "RANGE_INVALID", lying);
        ann.send("PATCH", upload, Arrays.copyOfRange(content, 100_000, 200_000));
        var status = ann.get(upload);
        assertEquals(204, status.statusCode());
        assertEquals("0-199999", header(status, "Range"));
        var last = ann.send("PUT", upload + "?digest=" + Digest.of(content),
            Arrays.copyOfRange(content, 200_000, 300_000), "Content-Range", "200000-299999");
        assertEquals(201, last.statusCode());
        assertEquals("/v2/a/b/blobs/" + Digest.of(content), header(last, "Location"));
        assertArrayEquals(content, ann.get(header(last, "Location")).body());
        assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.get(upload));
    }

    @Test
    void onePostWithADigestIsAWholeUpload() throws Exception {
        byte[] content = bytes(1000);
        var answer = ann.send("POST", "/v2/a/blobs/uploads/?digest=" + Digest.of(content), content);
        assertEquals(201, answer.statusCode());
        assertEquals(Digest.of(content).toString(), header(answer, "Docker-Content-Digest"));
        assertArrayEquals(content, ann.get(header(answer, "Location")).body());
    }

    @Test
    void anUploadGoesOnAfterARestartAndABrokenLine() throws Exception {
        byte[] content = bytes(400_000);
        String upload = ann.begin("a");
        int port = URI.create(registry.url()).getPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            String basic = Base64.getEncoder().encodeToString("ann:ann-secret".getBytes(StandardCharsets.US_ASCII));
            out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + basic
                + "\r\nContent-Length: 400000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(content, 0, 150_000);
        }
        int size = awaitSize(upload, 150_000);
        registry.close();
        serve();
        byte[] rest = Arrays.copyOfRange(content, size, content.length);
        assertEquals(201, ann.send("PUT", upload + "?digest=" + Digest.of(content), rest).statusCode());
        assertArrayEquals(content, ann.get("/v2/a/blobs/" + Digest.of(content)).body());
    }

    private int awaitSize(String upload, int size) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        String range;
        do {
            range = header(ann.get(upload), "Range");
        } while (!range.equals("0-" + (size - 1)) && System.nanoTime() < deadline);
        assertEquals("0-" + (size - 1), range);
        return size;
    }

    @Test
    void contentThatHasAnotherDigestIsRefused() throws Exception {
        String upload = ann.begin("a");
        Digest other = Digest.of(new byte[] {1});
        assertError(400, "DIGEST_INVALID", ann.send("PUT", upload + "?digest=" + other, bytes(10)));
        assertError(404, "BLOB_UNKNOWN", ann.get("/v2/a/blobs/" + other));
        assertError(400, "DIGEST_INVALID", ann.send("PUT", ann.begin("a") + "?digest=sha256:x", bytes(10)));
        assertError(400, "DIGEST_INVALID", ann.send("PUT", ann.begin("a"), bytes(10)));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-9, 0, 10", "bytes=990-, 990, 10", "bytes=-5, 995, 5", "bytes=100-5000, 100, 900",
        "bytes=999-999, 999, 1"})
    void aRangeIsServed(String range, int first, int length) throws Exception {
        byte[] content = bytes(1000);
        Digest digest = ann.blob("a", content);
        var answer = ann.get("/v2/a/blobs/" + digest, "Range", range);
        assertEquals(206, answer.statusCode());
        assertArrayEquals(Arrays.copyOfRange(content, first, first + length), answer.body());
        assertEquals("bytes " + first + "-" + (first + length - 1) + "/1000", header(answer, "Content-Range"));
    }

    @Test
    void aRangeThatDoesNotExistIsSaidAndAnOddOneIsIgnored() throws Exception {
        Digest digest = ann.blob("a", bytes(1000));
        var beyond = ann.get("/v2/a/blobs/" + digest, "Range", "bytes=1000-");
        assertError(416, "RANGE_INVALID", beyond);
        assertEquals("bytes */1000", header(beyond, "Content-Range"));
        assertEquals(200, ann.get("/v2/a/blobs/" + digest, "Range", "bytes=0-1,5-6").statusCode());
        assertEquals(200, ann.get("/v2/a/blobs/" + digest, "Range", "lines=1-2").statusCode());
    }

    @Test
    void headTellsTheSizeAndAnEmptyBlobIsServed() throws Exception {
        Digest digest = ann.blob("a", bytes(12_345));
        var head = ann.send("HEAD", "/v2/a/blobs/" + digest, null);
        assertEquals(200, head.statusCode());
        assertEquals("12345", header(head, "Content-Length"));
        assertEquals(304, ann.get("/v2/a/blobs/" + digest, "If-None-Match", "\"" + digest + "\"").statusCode());
        Digest empty = ann.blob("a", new byte[0]);
        assertEquals(0, ann.get("/v2/a/blobs/" + empty).body().length);
        assertEquals(404, ann.status("HEAD", "/v2/a/blobs/" + Digest.of(new byte[] {9})));
    }

    @Test
    void aBlobIsMountedOnlyFromWhereItMayBePulled() throws Exception {
        Digest digest = ann.blob("ann/a", bytes(1000));
        String query = "/blobs/uploads/?mount=" + digest + "&from=ann/a";
        assertEquals(201, ann.send("POST", "/v2/ann/b" + query, null).statusCode());
        assertEquals(200, ann.status("HEAD", "/v2/ann/b/blobs/" + digest));
        assertEquals(202, bob.send("POST", "/v2/bob/b" + query, null).statusCode(), "an upload instead");
        assertEquals(404, bob.status("HEAD", "/v2/bob/b/blobs/" + digest));
    }

    @Test
    void aBlobIsSeenThroughItsRepositoryOnlyAndGoesFromThereOnly() throws Exception {
        Digest digest = ann.blob("a", bytes(1000));
        ann.send("POST", "/v2/b/blobs/uploads/?mount=" + digest + "&from=a", null);
        assertEquals(202, ann.status("DELETE", "/v2/a/blobs/" + digest));
        assertError(404, "BLOB_UNKNOWN", ann.get("/v2/a/blobs/" + digest));
        assertError(404, "BLOB_UNKNOWN", ann.send("DELETE", "/v2/a/blobs/" + digest, null));
        assertEquals(200, ann.status("HEAD", "/v2/b/blobs/" + digest));
    }

    @Test
    void anUploadIsDropped() throws Exception {
        String upload = ann.begin("a");
        assertEquals(204, ann.status("DELETE", upload));
        assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.send("PATCH", upload, new byte[1]));
        assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.send("DELETE", upload, null));
    }

    @Test
    void manyPushTheSameBlobAtOnce() throws Exception {
        byte[] content = bytes(200_000);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Digest>> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String repository = "r" + i % 3;
                all.add(threads.submit(() -> ann.blob(repository, content)));
            }
            for (Future<Digest> each : all) {
                assertEquals(Digest.of(content), each.get());
            }
        }
        assertArrayEquals(content, ann.get("/v2/r2/blobs/" + Digest.of(content)).body());
    }

    @Test
    void whileThereIsNoStorageTheAnswerIsToTryAgain() throws Exception {
        Digest digest = ann.blob("a", bytes(10));
        var storage = registry.storage;
        registry.storage = Optional.empty();
        var answer = ann.get("/v2/a/blobs/" + digest);
        assertError(503, "UNAVAILABLE", answer);
        assertEquals("1", header(answer, "Retry-After"));
        registry.storage = storage;
        assertEquals(200, ann.status("GET", "/v2/a/blobs/" + digest));
        assertTrue(registry.access.owners.containsKey("a"));
    }
}
