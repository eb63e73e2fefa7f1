package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What refers to a manifest, by whatever client it came; and the sorts of manifest that there are. */
class ReferrersTest extends RegistryTest {
    private static final String ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";
    private static final Pattern ENTRY = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]+)\"");

    private Digest config;

    private Digest image() throws Exception {
        Digest image = ann.image("a", "v1", bytes(10));
        config = ann.blob("a", "{}".getBytes(StandardCharsets.UTF_8));
        return image;
    }

    private Digest push(String type, String manifest) throws Exception {
        Digest digest = Digest.of(manifest.getBytes(StandardCharsets.UTF_8));
        var answer = ann.put("a", digest.toString(), manifest, type);
        assertEquals(201, answer.statusCode(), text(answer));
        return digest;
    }

    private Digest signature(Digest subject, String type, String note) throws Exception {
        return push(OCI, "{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "\",\"artifactType\":\"" + type
            + "\",\"config\":{\"digest\":\"" + config + "\"},\"layers\":[],\"subject\":{\"digest\":\"" + subject
            + "\"},\"annotations\":{\"note\":\"" + note + "\"}}");
    }

    private static List<String> digests(String answer) {
        return ENTRY.matcher(answer).results().map(each -> each.group(1)).toList();
    }

    @Test
    void aLongAnswerComesInPages() throws Exception {
        Digest image = image();
        var all = new HashSet<String>();
        for (int i = 0; i < 7; i++) {
            all.add(signature(image, "test/sig+x", "n" + i).toString());
            signature(image, "test/other", "n" + i);
        }
        List<String> found = new ArrayList<>();
        String path = "/v2/a/referrers/" + image + "?artifactType=test%2Fsig%2Bx&n=3";
        int pages = 0;
        while (!path.isEmpty()) {
            var answer = ann.get(path);
            assertEquals("artifactType", header(answer, "OCI-Filters-Applied"));
            found.addAll(digests(text(answer)));
            path = header(answer, "Link").replaceAll("<(.*)>; rel=\"next\"|.*", "$1");
            pages++;
        }
        assertEquals(3, pages);
        assertEquals(7, found.size());
        assertEquals(all, new HashSet<>(found));
        assertError(400, "DIGEST_INVALID", ann.get("/v2/a/referrers/" + image + "?last=x"));
    }

    @Test
    void anAnswerIsNoLongerThanAManifestMayBe() throws Exception {
        Digest image = image();
        for (int i = 0; i < 5; i++) {
            signature(image, "test/sig", i + "x".repeat(1 << 20));
        }
        var first = ann.get("/v2/a/referrers/" + image);
        assertTrue(first.body().length < 4 << 20);
        assertFalse(header(first, "Link").isEmpty());
    }

    @Test
    void aTypeOfTheConfigurationStandsInForOneThatIsMissing() throws Exception {
        Digest image = image();
        push(OCI, "{\"schemaVersion\":2,\"artifactType\":\"\",\"config\":{\"mediaType\":\"test/config\",\"digest\":\"" + config
            + "\"},\"layers\":[],\"subject\":{\"digest\":\"" + image + "\"}}");
        assertTrue(text(ann.get("/v2/a/referrers/" + image)).contains("\"artifactType\":\"test/config\""));
        assertEquals(1, digests(text(ann.get("/v2/a/referrers/" + image + "?artifactType=test/config"))).size());
    }

    @Test
    void indexesAndArtifactManifestsReferToo() throws Exception {
        Digest image = image();
        Digest index = push(ManifestContent.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[],\"subject\":{\"digest\":\"" + image
            + "\"}}");
        Digest artifact = push(ARTIFACT, "{\"mediaType\":\"" + ARTIFACT + "\",\"artifactType\":\"test/old\",\"blobs\":["
            + "{\"digest\":\"" + config + "\"}],\"subject\":{\"digest\":\"" + image + "\"}}");
        String answer = text(ann.get("/v2/a/referrers/" + image));
        assertEquals(new HashSet<>(List.of(index.toString(), artifact.toString())), new HashSet<>(digests(answer)));
        assertEquals(1, answer.split("artifactType", -1).length - 1, "an index without one has none");
        assertEquals(ARTIFACT, header(ann.get("/v2/a/manifests/" + artifact), "Content-Type"));
    }

    @Test
    void whatAClientListedInATagOfItsOwnIsFoundOnce() throws Exception {
        Digest image = image();
        Digest signature = signature(image, "test/sig", "old client");
        String index = "{\"schemaVersion\":2,\"mediaType\":\"" + ManifestContent.OCI_INDEX + "\",\"manifests\":[{\"mediaType\":\""
            + OCI + "\",\"digest\":\"" + signature + "\",\"size\":1,\"artifactType\":\"test/sig\"}]}";
        assertEquals(201, ann.put("a", image.toString().replace(':', '-'), index, ManifestContent.OCI_INDEX).statusCode());
        assertEquals(List.of(signature.toString()), digests(text(ann.get("/v2/a/referrers/" + image))));
        assertEquals(202, ann.status("DELETE", "/v2/a/manifests/" + signature));
        assertEquals(List.of(), digests(text(ann.get("/v2/a/referrers/" + image))));
    }

    @Test
    void theSubjectNeedNotBeThereAndOtherRepositoriesAreOther() throws Exception {
        image();
        Digest nothing = Digest.of(new byte[] {7});
        Digest signature = signature(nothing, "test/sig", "early");
        assertEquals(List.of(signature.toString()), digests(text(ann.get("/v2/a/referrers/" + nothing))));
        assertEquals(List.of(), digests(text(ann.get("/v2/b/referrers/" + nothing))));
        assertEquals(404, bob.status("GET", "/v2/a/referrers/" + nothing));
        assertError(400, "DIGEST_INVALID", ann.get("/v2/a/referrers/sha256:x"));
    }

    @Test
    void aBuildCacheIsAnIndexOfLayers() throws Exception {
        Digest layer = ann.blob("a", bytes(100));
        String cache = "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\","
            + "\"digest\":\"" + layer + "\"}]}";
        assertEquals(201, ann.put("a", "cache", cache, ManifestContent.OCI_INDEX).statusCode());
        assertEquals("ann pushed a:cache@" + Digest.of(cache.getBytes(StandardCharsets.UTF_8)) + " 100",
            registry.access.records.getLast());
        String torn = cache.replace(layer.toString(), Digest.of(new byte[1]).toString());
        assertError(404, "MANIFEST_BLOB_UNKNOWN", ann.put("a", "cache", torn, ManifestContent.OCI_INDEX));
    }

    @Test
    void layersFromElsewhereNeedNotBeHere() throws Exception {
        image();
        String absent = Digest.of(new byte[] {8}).toString();
        for (String layer : List.of("\"mediaType\":\"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip\"",
                "\"mediaType\":\"application/vnd.oci.image.layer.nondistributable.v1.tar+zstd\"",
                "\"mediaType\":\"x/y\",\"urls\":[\"https://example.org/layer\"]")) {
            push(OCI, "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"test/unknown\",\"digest\":\"" + config
                + "\"},\"layers\":[{" + layer + ",\"digest\":\"" + absent + "\"}]}");
        }
    }

    @Test
    void dockersManifestsAndListsAreKeptAsTheyCome() throws Exception {
        Digest image = image();
        String docker = "application/vnd.docker.distribution.manifest.v2+json";
        String list = "application/vnd.docker.distribution.manifest.list.v2+json";
        Digest schema2 = push(docker, text(ann.get("/v2/a/manifests/" + image)).replace(OCI, docker));
        Digest all = push(list, "{\"schemaVersion\":2,\"mediaType\":\"" + list + "\",\"manifests\":[{\"mediaType\":\"" + docker
            + "\",\"digest\":\"" + schema2 + "\",\"platform\":{\"os\":\"linux\"}}]}");
        assertEquals(docker, header(ann.get("/v2/a/manifests/" + schema2), "Content-Type"));
        assertEquals(list, header(ann.get("/v2/a/manifests/" + all), "Content-Type"));
        String first = "{\"schemaVersion\":1,\"name\":\"a\"}";
        assertError(400, "MANIFEST_INVALID", ann.put("a", "v0", first, "application/vnd.docker.distribution.manifest.v1+json"));
    }
}
