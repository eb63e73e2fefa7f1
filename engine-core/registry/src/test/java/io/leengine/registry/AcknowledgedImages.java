package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Images that a registry has taken, in two repositories, whatever became of it since. */
final class AcknowledgedImages {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern TAG = Pattern.compile("\"(t[0-9]+)\"");
    private static final String MANIFESTS = "/manifests/";

    private final Map<String, Digest> taken = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final int layerBytes;

    /** Pushes a blob to a repository. */
    @FunctionalInterface
    interface Layers {
        Digest push(String repository, byte[] content) throws IOException, InterruptedException;
    }

    AcknowledgedImages(int layerBytes) {
        this.layerBytes = layerBytes;
    }

    /** Pushes another one, which counts only if no error comes of it. */
    void push(RegistryClient client) throws IOException, InterruptedException {
        push(client, client::blob);
    }

    /** Pushes one more, whose layer somebody else pushes. */
    void push(RegistryClient client, Layers layers) throws IOException, InterruptedException {
        int number = next.incrementAndGet();
        String repository = "r" + number % 2;
        Digest digest = client.image(repository, "t" + number,
            layers.push(repository, RegistryTest.bytes(layerBytes)));
        taken.put("/v2/" + repository + MANIFESTS + "t" + number, digest);
    }

    int count() {
        return taken.size();
    }

    /** All of them can be pulled whole, and so can what else is told of. */
    void requireWhole(RegistryClient client) throws IOException, InterruptedException {
        for (Map.Entry<String, Digest> each : taken.entrySet()) {
            assertEquals(each.getValue(), requireWhole(client, each.getKey()), each.getKey());
        }
        for (String repository : List.of("r0", "r1")) {
            var tags = client.get("/v2/" + repository + "/tags/list");
            boolean empty = taken.keySet().stream().noneMatch(path -> path.startsWith("/v2/" + repository + "/"));
            assertTrue(tags.statusCode() == 200 || empty && tags.statusCode() == 404, text(tags));
            for (String tag : TAG.matcher(text(tags)).results().map(each -> each.group(1)).toList()) {
                requireWhole(client, "/v2/" + repository + MANIFESTS + tag);
            }
        }
    }

    private static Digest requireWhole(RegistryClient client, String path) throws IOException, InterruptedException {
        var manifest = client.get(path);
        assertEquals(200, manifest.statusCode(), () -> path + ": " + text(manifest));
        Digest digest = Digest.of(manifest.body());
        assertEquals(digest.toString(), header(manifest, "Docker-Content-Digest"));
        for (String blob : blobs(path, manifest)) {
            var answer = client.get(blob);
            assertEquals(200, answer.statusCode(), () -> blob + " of " + path + ": " + text(answer));
            assertTrue(blob.endsWith(Digest.of(answer.body()).toString()), () -> "torn: " + blob);
        }
        return digest;
    }

    private static List<String> blobs(String path, HttpResponse<byte[]> manifest) {
        String repository = path.substring(0, path.indexOf(MANIFESTS));
        return DIGEST.matcher(text(manifest)).results().map(each -> repository + "/blobs/" + each.group()).toList();
    }

    /** Pulls one of them: each answer is the whole, or says when to come again. */
    void pullOne(RegistryClient client) throws IOException, InterruptedException {
        List<String> paths = List.copyOf(taken.keySet());
        if (paths.isEmpty()) {
            return;
        }
        String path = paths.get(ThreadLocalRandom.current().nextInt(paths.size()));
        var manifest = client.get(path);
        if (isWhole(manifest, taken.get(path).toString())) {
            for (String blob : blobs(path, manifest)) {
                isWhole(client.get(blob), blob);
            }
        }
    }

    private static boolean isWhole(HttpResponse<byte[]> answer, String named) {
        if (answer.statusCode() == 200) {
            assertTrue(named.endsWith(Digest.of(answer.body()).toString()), () -> "torn: " + named);
            return true;
        }
        assertEquals(503, answer.statusCode(), () -> named + ": " + text(answer));
        assertTrue(text(answer).startsWith("{\"errors\":["), text(answer));
        return false;
    }
}
