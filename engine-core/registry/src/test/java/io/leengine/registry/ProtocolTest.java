package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.registry.RegistryStorage;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the specification says of methods, headers, paths and errors, where no other test is about it. */
class ProtocolTest extends RegistryTest {
    private static final String SHA512 = "sha512:" + "a".repeat(128);

    @Test
    void aMethodThatAPathDoesNotTakeIsSaid() throws Exception {
        String digest = Digest.of(new byte[1]).toString();
        for (String[] each : new String[][] {{"POST", "/v2/", "GET, HEAD"}, {"POST", "/v2/a/tags/list", "GET, HEAD"},
            {"PUT", "/v2/_catalog", "GET, HEAD"}, {"DELETE", "/v2/a/referrers/" + digest, "GET, HEAD"},
            {"PUT", "/v2/a/blobs/" + digest, "GET, HEAD, DELETE"}, {"GET", "/v2/a/blobs/uploads/", "POST"},
            {"POST", "/v2/a/manifests/v1", "GET, HEAD, PUT, DELETE"},
            {"POST", "/v2/a/blobs/uploads/x", "GET, HEAD, PATCH, PUT, DELETE"}}) {
            var answer = ann.send(each[0], each[1], new byte[0]);
            assertError(405, "UNSUPPORTED", answer);
            assertEquals(each[2], header(answer, "Allow"));
        }
    }

    @Test
    void headSaysWhatGetWould() throws Exception {
        Digest image = ann.image("a", "v1", bytes(10));
        String upload = ann.begin("a");
        for (String path : new String[] {"/v2/a/tags/list", "/v2/a/referrers/" + image, "/v2/a/manifests/v1",
            "/v2/a/manifests/" + image, "/v2/a/blobs/" + Digest.of(new byte[] {'{', '}'}), upload, "/v2/"}) {
            var get = ann.get(path);
            var head = ann.send("HEAD", path, null);
            assertEquals(get.statusCode(), head.statusCode(), path);
            assertEquals(get.body().length, Integer.parseInt(head.headers().firstValue("Content-Length").orElse("0")), path);
            for (String name : new String[] {"Content-Type", "Docker-Content-Digest", "Range"}) {
                assertEquals(header(get, name), header(head, name), path);
            }
        }
        assertEquals(404, ann.status("HEAD", "/v2/a/manifests/none"));
    }

    @Test
    void anUnknownUploadIsSaidWhateverItIsCalled() throws Exception {
        for (String id : new String[] {"nosuch", "under_score", "x".repeat(65)}) {
            for (String method : new String[] {"GET", "PATCH", "DELETE"}) {
                assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.send(method, "/v2/a/blobs/uploads/" + id, null));
            }
        }
        assertError(404, "BLOB_UPLOAD_UNKNOWN", ann.get(ann.begin("a").replace("/v2/a/", "/v2/b/")));
    }

    @Test
    void digestsOfAnotherSortAreRefusedInWords() throws Exception {
        String manifest = "{\"schemaVersion\":2,\"config\":{\"digest\":\"" + SHA512 + "\"},\"layers\":[]}";
        for (var answer : new HttpResponse<?>[] {ann.get("/v2/a/blobs/" + SHA512),
            ann.send("POST", "/v2/a/blobs/uploads/?digest=" + SHA512, bytes(3)),
            ann.send("PUT", ann.begin("a") + "?digest=" + SHA512, bytes(3)), ann.get("/v2/a/manifests/" + SHA512),
            ann.get("/v2/a/referrers/" + SHA512), ann.put("a", "v1", manifest, OCI)}) {
            assertEquals(400, answer.statusCode());
            String said = new String((byte[]) answer.body(), StandardCharsets.UTF_8);
            assertTrue(said.contains("A digest is 'sha256:'"), said);
        }
    }

    @Test
    void withoutASourceABlobIsMountedOnlyFromItsOwnRepository() throws Exception {
        Digest digest = ann.blob("a", bytes(10));
        var own = ann.send("POST", "/v2/a/blobs/uploads/?mount=" + digest, null);
        assertEquals(201, own.statusCode());
        assertEquals("/v2/a/blobs/" + digest, header(own, "Location"));
        var other = ann.send("POST", "/v2/b/blobs/uploads/?mount=" + digest, null);
        assertEquals(202, other.statusCode());
        assertTrue(header(other, "Location").startsWith("/v2/b/blobs/uploads/"));
        assertEquals(404, ann.status("HEAD", "/v2/b/blobs/" + digest));
    }

    @Test
    void aMountThatIsNoneIsRefused() throws Exception {
        String path = "/v2/a/blobs/uploads/?mount=";
        assertError(400, "DIGEST_INVALID", ann.send("POST", path + "x&from=b", null));
        assertError(400, "NAME_INVALID", ann.send("POST", path + Digest.of(new byte[1]) + "&from=..%2Fb", null));
        assertEquals(202, ann.send("POST", path + Digest.of(new byte[1]) + "&from=b", null).statusCode());
    }

    @Test
    void ofARangeNoMoreIsSentThanItsLength() throws Exception {
        byte[] content = bytes(300_000);
        Digest digest = ann.blob("a", content);
        try (RawConnection raw = new RawConnection(registry.url())) {
            for (int[] part : new int[][] {{0, 1}, {500, 1000}, {0, 100_000}, {299_999, 1}, {100_000, 200_000}, {0, 300_000}}) {
                int end = part[0] + part[1];
                var answer = raw.head("GET", "/v2/a/blobs/" + digest, "Range: bytes=" + part[0] + "-" + (end - 1)).answer();
                assertEquals(206, answer.status());
                assertArrayEquals(Arrays.copyOfRange(content, part[0], end), answer.body());
            }
            assertEquals(204, raw.head("GET", ann.begin("a")).answer().status(), "nothing is left over");
        }
    }

    @Test
    void whatIsOutOfTheGrammarIsTurnedAway() throws Exception {
        ann.image("b", "v1", bytes(10));
        ann.image("a", "v1", bytes(10));
        for (String path : List.of("/v2/a/../b/tags/list", "/v2/%2e%2e/b/tags/list", "/v2/a/%2e%2e/tags/list",
            "/v2/a%2fb/tags/list", "/v2/a%2Fb/manifests/v1", "/v2/a/manifests/%2e%2e%2fx", "/v2/a/manifests/..%5cx",
            "/v2/a/manifests/v1%00",
            "/v2/a/blobs/%2e%2e/%2e%2e/etc/passwd", "/v2/a/blobs/uploads/%2e%2e%2f%2e%2e", "/v2/a/blobs/uploads/..%2fx",
            "/v2/%c0%ae%c0%ae/tags/list", "/v2/a\\b/tags/list", "/v2//a/tags/list", "/v2/a/./tags/list", "/v2/a;b/tags/list",
            "/v2/a/manifests/v1/", "/v2/a/manifests/", "/v2/a/manifests/-v1", "/v2/a/manifests/.v1", "/v2/a_/tags/list",
            "/v2/a/tags", "/v2/a/nothing/x", "/v2/-a/tags/list", "/v2/a/blobs/sha256:abc", "/v2/a/blobs/SHA256:x",
            "/v2/uploads/")) {
            for (String method : List.of("GET", "DELETE")) {
                try (RawConnection raw = new RawConnection(registry.url())) {
                    var answer = raw.head(method, path).answer();
                    assertTrue(List.of(400, 404, 405).contains(answer.status()), method + " " + path + " " + answer);
                }
            }
        }
        assertEquals(200, ann.status("GET", "/v2/b/manifests/v1"));
        assertEquals(200, ann.status("GET", "/v2/a/manifests/v1"));
    }

    @Test
    void numbersOfPagesAreWithinTheirBounds() throws Exception {
        ann.image("a", "v1", bytes(10));
        assertError(400, "PAGINATION_NUMBER_INVALID", ann.get("/v2/a/tags/list?n=x"));
        assertEquals("{\"name\":\"a\",\"tags\":[\"v1\"]}", text(ann.get("/v2/a/tags/list?n=2147483647")));
        assertEquals("{\"name\":\"a\",\"tags\":[\"v1\"]}", text(ann.get("/v2/a/tags/list?last=..%2F")));
        assertEquals("{\"name\":\"a\",\"tags\":[]}", text(ann.get("/v2/a/tags/list?last=v1")));
    }

    /** The storage that there is, but one call of it fails. */
    private void failAt(String call, RuntimeException error) {
        RegistryStorage real = registry.storage.orElseThrow();
        registry.storage = Optional.of((RegistryStorage) Proxy.newProxyInstance(getClass().getClassLoader(),
            new Class<?>[] {RegistryStorage.class}, (_, method, arguments) -> {
                if (method.getName().equals(call)) {
                    throw error;
                }
                return method.invoke(real, arguments);
            }));
    }

    @Test
    void whateverFailsIsAnsweredInTheSpecificationsForm() throws Exception {
        Digest image = ann.image("a", "v1", bytes(10));
        String manifest = text(ann.get("/v2/a/manifests/v1"));
        byte[] layer = bytes(100_000);
        String blob = "/v2/a/blobs/" + ann.blob("a", layer);
        var storage = registry.storage;
        failAt("openBlob", EngineException.notFound("blob", "x"));
        var taken = ann.get(blob, "Range", "bytes=0-99");
        assertError(404, "BLOB_UNKNOWN", taken);
        for (String name : List.of("ETag", "Cache-Control", "Docker-Content-Digest", "Content-Range")) {
            assertEquals("", header(taken, name), name);
        }
        registry.storage = storage;
        assertArrayEquals(layer, ann.get(blob).body());
        failAt("tag", new IllegalStateException("a secret of the inside"));
        var defect = ann.get("/v2/a/manifests/v1");
        assertError(500, "UNKNOWN", defect);
        assertTrue(text(defect).contains(header(defect, "X-Request-Id")) && !text(defect).contains("secret"), text(defect));
        failAt("putTag", new EngineException(ErrorCode.CONFLICT, "The tag never changes."));
        var refused = ann.put("a", "v1", manifest, OCI);
        assertError(403, "DENIED", refused);
        assertTrue(text(refused).contains("The tag never changes."));
        failAt("manifest", new EngineException(ErrorCode.UNAVAILABLE, "away"));
        var away = ann.get("/v2/a/manifests/" + image);
        assertError(503, "UNAVAILABLE", away);
        assertEquals("1", header(away, "Retry-After"));
    }
}
