package io.leengine.registry;

import static io.leengine.registry.RegistryClient.OCI;
import static io.leengine.registry.RegistryClient.manifest;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.ImageManifest;
import io.leengine.model.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the registry tells the engine of pulls, and what it takes from it. */
class EngineKnowsTest extends RegistryTest {
    @Test
    void aTagThatIsImmutableIsDeniedAndStays() throws Exception {
        Digest first = ann.image("a", "v1", bytes(10));
        registry.access.immutable.add("v1");
        Digest config = ann.blob("a", new byte[] {'{', '}'});
        Digest layer = ann.blob("a", bytes(20));
        var answer = ann.put("a", "v1", manifest(config, layer), OCI);
        assertError(403, "DENIED", answer);
        assertTrue(text(answer).contains("The tag v1 is immutable."), text(answer));
        assertTrue(text(ann.get("/v2/a/manifests/v1")).equals(text(ann.get("/v2/a/manifests/" + first))));
    }

    @Test
    void aManifestThatIsSentIsCounted() throws Exception {
        Digest digest = ann.image("a", "v1", bytes(10));
        ann.send("HEAD", "/v2/a/manifests/v1", null);
        ann.get("/v2/a/manifests/none");
        assertEquals(List.of(), registry.access.pulls);
        ann.get("/v2/a/manifests/v1");
        ann.get("/v2/a/manifests/" + digest);
        assertEquals(List.of("ann pulled a:v1@" + digest, "ann pulled a:@" + digest), registry.access.pulls);
    }

    @Test
    void whatTheEngineKnowsToBeAttachedIsNotReadAgain() throws Exception {
        Digest subject = ann.image("a", "v1", bytes(10));
        Digest attached = Digest.of(bytes(30));
        registry.access.known.put("a", List.of(new ImageManifest("a", attached, OCI, "type/x", Optional.of(subject), 77, 5,
            List.of(), new TreeMap<>(Map.of("k", "v")), List.of(), Optional.empty(), Instant.EPOCH, "ann")));
        String entry = "{\"mediaType\":\"" + OCI + "\",\"digest\":\"" + attached + "\",\"size\":77,\"artifactType\":\"type/x\","
            + "\"annotations\":{\"k\":\"v\"}}";
        assertTrue(text(ann.get("/v2/a/referrers/" + subject)).endsWith("\"manifests\":[" + entry + "]}"));
        assertTrue(text(ann.get("/v2/a/referrers/" + subject + "?artifactType=type/y")).endsWith("\"manifests\":[]}"));
    }
}
