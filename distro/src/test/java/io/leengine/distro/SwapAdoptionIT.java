package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the old part had begun, its successor has and ends: instances, builds, uploads. */
@ExtendWith(SharedEngine.class)
class SwapAdoptionIT {
    private static final int CHUNK = 1 << 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private LiveEngine engine;
    private Swaps swaps;

    @BeforeEach
    void engine(LiveEngine shared) {
        engine = shared;
        swaps = new Swaps(engine);
    }

    private void swap(String bundle, String version) throws Exception {
        swaps.done(swaps.install(TestPlugin.rebuilt(bundle, version)));
        assertEquals(version, swaps.version(bundle));
    }

    @Test
    void instances() throws Exception {
        engine.create("adopted");
        engine.deploy("adopted", "one", 1, 100).expect(201);
        engine.awaitReady("adopted", 2);
        Map<String, String> before = runs();
        assertEquals(2, before.size());
        swap("leengine-scheduler-local", "7.0.0");
        assertEquals(before, runs());
        engine.awaitReady("adopted", 2);
        swaps.done(swaps.rollBack("leengine-scheduler-local"));
        assertEquals(before, runs());
        // The successor not only shows them: it drives them.
        engine.api().put("/applications/adopted/versions/v1/scale", Map.of("instances", 4)).expect(200);
        engine.awaitReady("adopted", 4);
        assertTrue(runs().entrySet().containsAll(before.entrySet()), before + " became " + runs());
        engine.remove("adopted");
        swaps.restore("leengine-scheduler-local");
    }

    /** Returns, by instance, when it started and in which process. */
    private Map<String, String> runs() {
        Map<String, String> runs = new TreeMap<>();
        engine.api().get("/applications/adopted/instances").expect(200).body().path("items").forEach(each -> runs.put(
                each.path("id").asString(), each.path("startedAt").asString() + " pid "
                + each.path("attributes").path("pid").asString()));
        return runs;
    }

    @Test
    void aBuild() throws Exception {
        engine.api().post("/code-builds", Map.of("name", "swapped", "repository", engine.source().url(), "compile",
                List.of("package"))).expect(201);
        int number = engine.api().post("/code-builds/swapped/runs", Map.of()).expect(202).number("number");
        Await.until("the compile", LiveEngine.LONG, () -> {
            Answer run = engine.api().get("/code-builds/swapped/runs/" + number).expect(200);
            return Await.unless(run.text().contains("\"COMPILE\""), run.text());
        });
        swap("leengine-build-maven", "7.0.0");
        Answer run = engine.ended("swapped", number);
        assertEquals("SUCCEEDED", run.at("state"), run.text() + engine.log("swapped", run));
        assertEquals(2, run.number("attempt"), "the successor took it up again: " + run.text());
        engine.api().delete("/code-builds/swapped").expect(204);
        engine.api().delete("/images/swapped");
        swaps.restore("leengine-build-maven");
    }

    /** The chunk that is on its way may be lost; what was acknowledged before is not. */
    @Test
    void anUpload() throws Exception {
        byte[] blob = new byte[3 * CHUNK];
        new Random(7).nextBytes(blob);
        HttpResponse<String> begun = send(request("/v2/swapped-upload/blobs/uploads/").POST(BodyPublishers.noBody()));
        assertEquals(202, begun.statusCode(), begun.body());
        String location = begun.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> first = patch(location, 0, new ByteArrayInputStream(blob, 0, CHUNK));
        assertEquals(202, first.statusCode(), first.body());
        location = first.headers().firstValue("Location").orElse(location);
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        String where = location;
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> patched(where, new Halting(
                Arrays.copyOfRange(blob, CHUNK, 2 * CHUNK), half, go)));
        half.await();
        swap("leengine-registry-fs", "7.0.0");
        go.countDown();
        int status = slow.join();
        assertTrue(status == 202 || status == 503, "status " + status);
        HttpResponse<String> state = send(request(location).GET());
        assertEquals(204, state.statusCode(), state.body());
        String[] range = state.headers().firstValue("Range").orElseThrow().split("-");
        int held = Integer.parseInt(range[1]) + 1;
        assertTrue(held >= (status == 202 ? 2 : 1) * CHUNK, "holds " + held);
        location = state.headers().firstValue("Location").orElse(location);
        HttpResponse<String> rest = patch(location, held, new ByteArrayInputStream(blob, held, blob.length - held));
        assertEquals(202, rest.statusCode(), rest.body());
        location = rest.headers().firstValue("Location").orElse(location);
        HttpResponse<String> end = send(request(location + (location.contains("?") ? "&" : "?") + "digest="
                + Swaps.digest(blob)).PUT(BodyPublishers.noBody()));
        assertEquals(201, end.statusCode(), end.body());
        swaps.restore("leengine-registry-fs");
        HttpResponse<byte[]> back = http.send(request("/v2/swapped-upload/blobs/" + Swaps.digest(blob)).GET().build(),
                BodyHandlers.ofByteArray());
        assertTrue(Arrays.equals(blob, back.body()), "what came back is " + back.body().length + " bytes, status "
                + back.statusCode());
        engine.api().delete("/images/swapped-upload");
    }

    private int patched(String location, InputStream content) {
        try {
            return patch(location, CHUNK, content).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException("the chunk was not answered", e);
        }
    }

    private HttpResponse<String> patch(String location, int from, InputStream content) throws Exception {
        return send(request(location).header("Content-Type", "application/octet-stream").method("PATCH",
                BodyPublishers.ofInputStream(() -> content)));
    }

    private HttpRequest.Builder request(String path) throws Exception {
        String credentials = Base64.getEncoder().encodeToString(("admin:" + engine.password()).getBytes(
                StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://" + engine.registry()).resolve(path)).timeout(Duration.ofSeconds(60))
                .version(HttpClient.Version.HTTP_1_1).header("Authorization", "Basic " + credentials);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Gives half of its content, says so, and waits before it gives the rest. */
    private static final class Halting extends InputStream {
        private final byte[] content;
        private final CountDownLatch half;
        private final CountDownLatch go;
        private int at;

        Halting(byte[] content, CountDownLatch half, CountDownLatch go) {
            this.content = content;
            this.half = half;
            this.go = go;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (at == content.length) {
                return -1;
            }
            if (at == content.length / 2) {
                half.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            int end = at < content.length / 2 ? content.length / 2 : content.length;
            int count = Math.min(length, end - at);
            System.arraycopy(content, at, into, offset, count);
            at += count;
            return count;
        }
    }
}
