package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.model.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Images that a registry has taken, in two repositories, whatever became of it since. */
final class AcknowledgedImages {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern TAG = Pattern.compile("\"(t[0-9]+)\"");

    private final Map<String, Digest> taken = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final int layerBytes;

    AcknowledgedImages(int layerBytes) {
        this.layerBytes = layerBytes;
    }

    /** Pushes another one, which counts only if no error comes of it. */
    void push(RegistryClient client) throws IOException, InterruptedException {
        int number = next.incrementAndGet();
        String repository = "r" + number % 2;
        Digest digest = client.image(repository, "t" + number, RegistryTest.bytes(layerBytes));
        taken.put("/v2/" + repository + "/manifests/t" + number, digest);
    }

    int count() {
        return taken.size();
    }

    /** All of them are there, and every tag that is told at all can be pulled whole. */
    void requireWhole(RegistryClient client) throws IOException, InterruptedException {
        for (Map.Entry<String, Digest> each : taken.entrySet()) {
            assertEquals(each.getValue().toString(), header(client.get(each.getKey()), "Docker-Content-Digest"), each.getKey());
        }
        for (String repository : List.of("r0", "r1")) {
            for (String tag : TAG.matcher(text(client.get("/v2/" + repository + "/tags/list"))).results()
                    .map(each -> each.group(1)).toList()) {
                var manifest = client.get("/v2/" + repository + "/manifests/" + tag);
                assertEquals(header(manifest, "Docker-Content-Digest"), Digest.of(manifest.body()).toString());
                for (String blob : DIGEST.matcher(text(manifest)).results().map(each -> each.group()).toList()) {
                    assertEquals(blob, Digest.of(client.get("/v2/" + repository + "/blobs/" + blob).body()).toString(), tag);
                }
            }
        }
    }

    /** Pulls one of them; what comes as a success must be whole. */
    void pullOne(RegistryClient client) throws IOException, InterruptedException {
        for (Map.Entry<String, Digest> each : taken.entrySet()) {
            var manifest = client.get(each.getKey());
            if (manifest.statusCode() == 200) {
                assertEquals(each.getValue(), Digest.of(manifest.body()));
                pullLayers(client, each.getKey().split("/")[2], text(manifest));
            }
            return;
        }
    }

    private static void pullLayers(RegistryClient client, String repository, String manifest)
            throws IOException, InterruptedException {
        for (String blob : DIGEST.matcher(manifest).results().map(each -> each.group()).toList()) {
            var answer = client.get("/v2/" + repository + "/blobs/" + blob);
            if (answer.statusCode() == 200) {
                assertEquals(blob, Digest.of(answer.body()).toString());
            }
        }
    }
}
