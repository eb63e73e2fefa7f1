package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.manifest;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest extends RegistryTest {
    @Test
    void theEngineKnowsOfAPushBeforeThePusher() throws Exception {
        Digest digest = ann.image("team/hello", "v1", bytes(1000));
        assertEquals(List.of("ann pushed team/hello:v1@" + digest + " 1002"), registry.access.records);
        var byTag = ann.get("/v2/team/hello/manifests/v1");
        assertEquals(digest.toString(), header(byTag, "Docker-Content-Digest"));
        assertEquals(OCI, header(byTag, "Content-Type"));
        assertArrayEquals(byTag.body(), ann.get("/v2/team/hello/manifests/" + digest).body());
        var head = ann.send("HEAD", "/v2/team/hello/manifests/v1", null);
        assertEquals(String.valueOf(byTag.body().length), header(head, "Content-Length"));
        assertEquals(digest.toString(), header(head, "Docker-Content-Digest"));
    }

    @Test
    void whatAManifestRefersToMustBeInItsRepository() throws Exception {
        Digest config = ann.blob("a", new byte[] {'{', '}'});
        Digest layer = ann.blob("b", bytes(10));
        var answer = ann.put("a", "v1", manifest(config, layer), OCI);
        assertError(404, "MANIFEST_BLOB_UNKNOWN", answer);
        assertTrue(text(answer).contains(layer.toString()));
        assertError(404, "MANIFEST_UNKNOWN", ann.get("/v2/a/manifests/v1"));
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + layer + "\"}]}";
        assertError(404, "MANIFEST_BLOB_UNKNOWN", ann.put("a", "v1", index, ManifestContent.OCI_INDEX));
        assertEquals(List.of(), registry.access.records);
    }

    @Test
    void anIndexOfManifestsIsTaken() throws Exception {
        Digest one = ann.image("a", "one", bytes(1000));
        Digest two = ann.image("a", "two", bytes(2000));
        String index = "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"" + one + "\"},{\"digest\":\"" + two + "\"}]}";
        assertEquals(201, ann.put("a", "all", index, ManifestContent.OCI_INDEX).statusCode());
        Digest digest = Digest.of(index.getBytes(StandardCharsets.UTF_8));
        assertEquals("ann pushed a:all@" + digest + " 3002", registry.access.records.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "{\"schemaVersion\":1}", "{\"schemaVersion\":2}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":\"md5:x\"},\"layers\":[]}",
        "{\"schemaVersion\":2,\"config\":{\"digest\":7},\"layers\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/x\",\"config\":{},\"layers\":[]}"})
    void whatIsNoManifestIsRefused(String manifest) throws Exception {
        assertError(400, "MANIFEST_INVALID", ann.put("a", "v1", manifest, OCI));
        assertError(400, "MANIFEST_INVALID", ann.put("a", "v1", manifest, "text/plain"));
    }

    @Test
    void aDeeplyNestedOrHugeManifestIsRefused() throws Exception {
        String deep = "{\"schemaVersion\":2,\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertError(400, "MANIFEST_INVALID", ann.put("a", "v1", deep, OCI));
        String sound = manifest(ann.blob("a", bytes(2)), ann.blob("a", bytes(9)));
        for (String more : List.of("[".repeat(101) + "]".repeat(101), "[" + "[],".repeat(1_000_000) + "[]]")) {
            var answer = ann.put("a", "v1", sound.replaceFirst("\\{", "{\"more\":" + more + ","), OCI);
            assertError(400, "MANIFEST_INVALID", answer);
            assertTrue(text(answer).contains("larger than any manifest"), text(answer));
        }
        assertError(413, "SIZE_INVALID", ann.put("a", "v1", " ".repeat((4 << 20) + 1), OCI));
    }

    @Test
    void aManifestsDigestMustBeItsOwn() throws Exception {
        String manifest = manifest(ann.blob("a", bytes(2)), ann.blob("a", bytes(9)));
        Digest digest = Digest.of(manifest.getBytes(StandardCharsets.UTF_8));
        assertError(400, "DIGEST_INVALID", ann.put("a", Digest.of(new byte[1]).toString(), manifest, OCI));
        assertEquals(201, ann.put("a", digest.toString(), manifest, OCI).statusCode());
        assertEquals(200, ann.status("GET", "/v2/a/manifests/" + digest));
    }

    @Test
    void tagsAreListedInPagesWithALinkToTheNext() throws Exception {
        Digest digest = ann.image("a", "t0", bytes(10));
        String manifest = text(ann.get("/v2/a/manifests/" + digest));
        for (int i = 1; i < 5; i++) {
            ann.put("a", "t" + i, manifest, OCI);
        }
        assertEquals("{\"name\":\"a\",\"tags\":[\"t0\",\"t1\",\"t2\",\"t3\",\"t4\"]}", text(ann.get("/v2/a/tags/list")));
        var page = ann.get("/v2/a/tags/list?n=2");
        assertEquals("</v2/a/tags/list?n=2&last=t1>; rel=\"next\"", header(page, "Link"));
        var last = ann.get("/v2/a/tags/list?n=3&last=t1");
        assertEquals("{\"name\":\"a\",\"tags\":[\"t2\",\"t3\",\"t4\"]}", text(last));
        assertEquals("", header(last, "Link"));
        assertEquals("{\"name\":\"a\",\"tags\":[]}", text(ann.get("/v2/a/tags/list?n=0")));
        assertError(400, "PAGINATION_NUMBER_INVALID", ann.get("/v2/a/tags/list?n=-1"));
        assertError(404, "NAME_UNKNOWN", ann.get("/v2/nothing/tags/list"));
    }

    @Test
    void deletingATagKeepsTheManifestAndDeletingThatTakesItsTags() throws Exception {
        Digest digest = ann.image("a", "one", bytes(10));
        ann.put("a", "two", text(ann.get("/v2/a/manifests/" + digest)), OCI);
        assertEquals(202, ann.status("DELETE", "/v2/a/manifests/one"));
        assertError(404, "MANIFEST_UNKNOWN", ann.send("DELETE", "/v2/a/manifests/one", null));
        assertEquals(200, ann.status("GET", "/v2/a/manifests/two"));
        assertEquals(202, ann.status("DELETE", "/v2/a/manifests/" + digest));
        assertError(404, "MANIFEST_UNKNOWN", ann.get("/v2/a/manifests/two"));
        assertError(404, "MANIFEST_UNKNOWN", ann.send("DELETE", "/v2/a/manifests/" + digest, null));
        assertEquals(List.of("ann deleted a one", "ann deleted a " + digest),
            registry.access.records.subList(2, 4));
    }

    @Test
    void whatRefersToAManifestIsFound() throws Exception {
        Digest image = ann.image("a", "v1", bytes(10));
        Digest config = Digest.of("{}".getBytes(StandardCharsets.UTF_8));
        String signature = "{\"schemaVersion\":2,\"artifactType\":\"test/signature\",\"config\":{\"digest\":\"" + config
            + "\"},\"layers\":[],\"subject\":{\"digest\":\"" + image + "\"},\"annotations\":{\"k\":\"v\"}}";
        Digest digest = Digest.of(signature.getBytes(StandardCharsets.UTF_8));
        var put = ann.put("a", digest.toString(), signature, OCI);
        assertEquals(image.toString(), header(put, "OCI-Subject"));
        String entry = "{\"mediaType\":\"" + OCI + "\",\"digest\":\"" + digest + "\",\"size\":" + signature.length()
            + ",\"artifactType\":\"test/signature\",\"annotations\":{\"k\":\"v\"}}";
        String head = "{\"schemaVersion\":2,\"mediaType\":\"" + ManifestContent.OCI_INDEX + "\",\"manifests\":[";
        var answer = ann.get("/v2/a/referrers/" + image);
        assertEquals(head + entry + "]}", text(answer));
        assertEquals(ManifestContent.OCI_INDEX, header(answer, "Content-Type"));
        var filtered = ann.get("/v2/a/referrers/" + image + "?artifactType=other");
        assertEquals(head + "]}", text(filtered));
        assertEquals("artifactType", header(filtered, "OCI-Filters-Applied"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/../etc/passwd", "/v2/a/../../b/tags/list", "/v2/a%2Fb/tags/list", "/v2/A/tags/list",
        "/v2/a/manifests/..", "/v2/a/manifests/%2e%2e", "/v2/a/blobs/sha256:..", "/v2/a/blobs/..%2f..%2fx",
        "/v2//tags/list", "/v2/a//b/tags/list", "/v2/a+b/tags/list", "/v2/_links/tags/list", "/v2/a/blobs/uploads/..",
        "/v2/a/manifests/sha256:zz", "/v2/nothing", "/v2/a/blobs/uploads/%00", "/v2/%E4%B8%AD/tags/list"})
    void pathTricksEndAtTheDoor(String path) throws Exception {
        registry.access.owners.put("a", "ann");
        int status = ann.status("GET", path);
        assertTrue(status == 400 || status == 404, path + " answers " + status);
    }

    @Test
    void hugeNamesAreRefused() throws Exception {
        assertError(400, "NAME_INVALID", ann.get("/v2/" + "a".repeat(256) + "/tags/list"));
        assertError(400, "TAG_INVALID", ann.get("/v2/a/manifests/" + "t".repeat(129)));
        String longest = "a".repeat(255);
        ann.image(longest, "t".repeat(128), bytes(10));
        assertEquals(200, ann.status("GET", "/v2/" + longest + "/manifests/" + "t".repeat(128)));
        assertError(405, "UNSUPPORTED", ann.send("POST", "/v2/a/tags/list", null));
    }
}
