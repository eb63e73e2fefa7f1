package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Senders that stop, lie or come twice. */
class FaultyPushTest extends RegistryTest {
    private static final String LENGTH = "Content-Length: ";

    private RawConnection raw() throws Exception {
        return new RawConnection(registry.url());
    }

    private void await(String what, Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.call()) {
            assertTrue(System.nanoTime() < deadline, "no " + what);
            Thread.yield();
        }
    }

    private void awaitRange(String upload, String range) throws Exception {
        await(range, () -> header(ann.get(upload), "Range").equals(range));
    }

    @Test
    void whatIsNotAsLongAsItSaysIsNoBlob() throws Exception {
        byte[] content = bytes(1000);
        String shorter = ann.begin("a");
        try (RawConnection raw = raw()) {
            raw.head("PUT", shorter + "?digest=" + Digest.of(content), LENGTH + 1001).send(content);
        }
        awaitRange(shorter, "0-999");
        assertError(404, "BLOB_UNKNOWN", ann.get("/v2/a/blobs/" + Digest.of(content)));
        String longer = ann.begin("a");
        try (RawConnection raw = raw()) {
            raw.head("PATCH", longer, LENGTH + 600).send(content);
            assertEquals(202, raw.answer().status());
            assertEquals(400, raw.answer().status(), "the rest is no request");
        }
        assertEquals("0-599", header(ann.get(longer), "Range"));
    }

    @Test
    void contentWithoutALengthIsHeldToItsRange() throws Exception {
        for (int length : new int[] {5, 15}) {
            String upload = ann.begin("a");
            try (RawConnection raw = raw()) {
                raw.head("PATCH", upload, "Transfer-Encoding: chunked", "Content-Range: 0-9").chunk(new byte[length]);
                var answer = raw.chunk(new byte[0]).answer();
                assertEquals(400, answer.status());
                assertTrue(answer.text().contains("BLOB_UPLOAD_INVALID"), answer.text());
                assertEquals("0-" + (length - 1), answer.headers().get("range"));
                assertEquals(upload, answer.headers().get("location"));
            }
        }
    }

    @Test
    void chunksThatOverlapOrLeaveAGapAreRefused() throws Exception {
        byte[] content = bytes(300);
        String upload = ann.begin("a");
        assertError(416, "RANGE_INVALID", ann.send("PATCH", upload, new byte[10], "Content-Range", "10-19"));
        assertEquals(202, ann.send("PATCH", upload, Arrays.copyOf(content, 200), "Content-Range", "0-199").statusCode());
        for (String range : List.of("0-99", "100-199", "199-298", "201-300")) {
            var answer = ann.send("PATCH", upload, new byte[100], "Content-Range", range);
            assertError(416, "RANGE_INVALID", answer);
            assertEquals("0-199", header(answer, "Range"));
        }
        assertError(400, "BLOB_UPLOAD_INVALID", ann.send("PATCH", upload, new byte[10], "Content-Range", "bytes"));
        String end = upload + "?digest=" + Digest.of(content);
        assertError(416, "RANGE_INVALID", ann.send("PUT", end, new byte[100], "Content-Range", "201-300"));
        byte[] last = Arrays.copyOfRange(content, 200, 300);
        assertEquals(201, ann.send("PUT", end, last, "Content-Range", "200-299").statusCode());
    }

    @Test
    void anUploadThatMissesAPartIsNoBlobAndIsGone() throws Exception {
        byte[] content = bytes(300);
        String upload = ann.begin("a");
        ann.send("PATCH", upload, Arrays.copyOf(content, 200));
        assertError(400, "DIGEST_INVALID", ann.send("PUT", upload + "?digest=" + Digest.of(content), null));
        assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.get(upload));
        assertError(404, "BLOB_UNKNOWN", ann.get("/v2/a/blobs/" + Digest.of(content)));
    }

    @Test
    void whileOneWritesAnUploadAnotherMayNot() throws Exception {
        byte[] content = bytes(1000);
        String upload = ann.begin("a");
        try (RawConnection raw = raw()) {
            raw.head("PATCH", upload, LENGTH + 1000).send(Arrays.copyOf(content, 100));
            awaitRange(upload, "0-99");
            assertError(416, "RANGE_INVALID", ann.send("PATCH", upload, new byte[10], "Content-Range", "100-109"));
            assertError(416, "RANGE_INVALID", ann.send("PUT", upload + "?digest=" + Digest.of(content), null));
            assertEquals(202, raw.send(Arrays.copyOfRange(content, 100, 1000)).answer().status());
        }
        assertEquals(201, ann.send("PUT", upload + "?digest=" + Digest.of(content), null).statusCode());
    }

    @Test
    void twoThatGoOnWithOneUploadMakeOneBlob() throws Exception {
        byte[] content = bytes(64 * 1000);
        String upload = ann.begin("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> sender = () -> sendAll(ann, upload, content, 1000);
            Future<Integer> one = threads.submit(sender);
            Future<Integer> two = threads.submit(sender);
            assertEquals(64, one.get() + two.get());
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        assertEquals(201, ann.send("PUT", upload + "?digest=" + Digest.of(content), null).statusCode());
        assertArrayEquals(content, ann.get("/v2/a/blobs/" + Digest.of(content)).body());
    }

    /** Sends parts of one size until nothing is missing; returns how many were taken. */
    static int sendAll(RegistryClient client, String upload, byte[] content, int part) throws Exception {
        int taken = 0;
        while (true) {
            String range = header(client.get(upload), "Range");
            int last = Integer.parseInt(range.substring(2));
            int first = last == 0 ? 0 : last + 1;
            if (first == content.length) {
                return taken;
            }
            // Between the two questions the other one may have sent a part in the middle of which this one looked.
            int end = Math.min(first / part * part + part, content.length);
            int status = first % part != 0 ? 416 : client.send("PATCH", upload, Arrays.copyOfRange(content, first, end),
                "Content-Range", first + "-" + (end - 1)).statusCode();
            assertTrue(status == 202 || status == 416, "status " + status);
            taken += status == 202 ? 1 : 0;
        }
    }

    @Test
    void aSinglePostThatBreaksOffLeavesNothing() throws Exception {
        Path uploads = folder.resolve("registry/repositories/a/uploads");
        byte[] content = bytes(1000);
        try (RawConnection raw = raw()) {
            raw.head("POST", "/v2/a/blobs/uploads/?digest=" + Digest.of(content), LENGTH + 1000).send(new byte[10]);
            await("upload", () -> Files.exists(uploads) && uploads.toFile().list().length == 1);
        }
        await("end of the upload", () -> uploads.toFile().list().length == 0);
        String wrong = "/v2/a/blobs/uploads/?digest=" + Digest.of(new byte[1]);
        assertError(400, "DIGEST_INVALID", ann.send("POST", wrong, content));
        assertEquals(0, uploads.toFile().list().length);
    }

    @Test
    void aManifestOf20MegabytesIsRefusedHoweverItComes() throws Exception {
        byte[] huge = " ".repeat(20 << 20).getBytes(StandardCharsets.US_ASCII);
        assertError(413, "SIZE_INVALID", ann.send("PUT", "/v2/a/manifests/v1", huge, "Content-Type", OCI));
        try (RawConnection raw = raw()) {
            raw.head("PUT", "/v2/a/manifests/v1", "Transfer-Encoding: chunked", "Content-Type: " + OCI);
            for (int i = 0; i < 20; i++) {
                raw.chunk(Arrays.copyOf(huge, 1 << 20));
            }
            assertEquals(413, raw.chunk(new byte[0]).answer().status());
        }
        try (RawConnection raw = raw()) {
            raw.head("PUT", "/v2/a/manifests/v1", LENGTH + (20 << 20), "Content-Type: " + OCI, "Expect: 100-continue");
            assertEquals(413, raw.answer().status(), "before any of it is sent");
        }
    }
}
