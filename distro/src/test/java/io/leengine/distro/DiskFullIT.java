package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk under the data folder is full: what is asked for is refused in words, and the engine goes on. */
class DiskFullIT {
    private static final String SIZE = "400m";
    private static final int BLOB = 40 << 20;
    private static final int MOST_BLOBS = 20;
    private static final int BUNDLE = 8 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private EngineProcess.Ports ports;
    private String credentials;

    @TempDir
    Path temp;

    @Test
    void refusesWhatDoesNotFitAndGoesOn() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount a small disk");
        Path data = Files.createDirectories(temp.resolve("data"));
        ports = EngineProcess.Ports.free();
        List<String> onSmallDisk = List.of("unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec",
                "mount -t tmpfs -o mode=700,size=" + SIZE + " tmpfs \"$0\"; exec \"$@\"", data.toString());
        try (EngineProcess engine = EngineProcess.start(onSmallDisk, LiveEngine.EXPORTED, data,
                temp.resolve("engine.out"), ports)) {
            Path seen = Path.of("/proc", Long.toString(engine.pid()), "root").resolve(data.toString().substring(1));
            Api api = logIn(engine, seen);
            awaitBaseImage(api);
            Path kept = Files.write(seen.resolve("kept-free"), new byte[4 * BUNDLE]);
            HttpResponse<String> refused = fill();
            assertEquals(507, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("INSUFFICIENT_STORAGE"), refused.body());
            assertEquals(0, Files.getFileStore(seen).getUsableSpace() / BLOB, "what did not fit was not the reason");
            assertTrue(Files.getFileStore(seen).getUsableSpace() > 1 << 20, "the refused upload still takes room");
            assertEquals(Optional.empty(), api.flaw());
            api.post("/images", Map.of("repository", "after")).expect(201);
            assertEquals(201, push(random(1, 1_000)).statusCode());
            installWithoutRoom(api, seen, kept);
            assertTrue(ProcessHandle.of(engine.pid()).filter(ProcessHandle::isAlive).isPresent(), engine.said());
            engine.terminate();
            engine.awaitExit(LIMIT);
        }
    }

    /** A bundle that does not fit changes nothing, and is taken once there is room. */
    private static void installWithoutRoom(Api api, Path data, Path kept) throws Exception {
        byte[] jar = TestPlugin.larger(TestPlugin.of("8.0.0").build(), BUNDLE);
        Path filler = data.resolve("filler");
        long free = Files.getFileStore(data).getUsableSpace();
        // What the engine itself writes meanwhile must fit.
        Files.write(filler, new byte[(int) Math.max(0, free - BUNDLE / 2)]);
        String before = api.get("/bundles").expect(200).text() + api.get("/swaps").expect(200).text();
        Answer refused = api.upload("/bundles", jar, Map.of());
        refused.expectProblem(507, "INSUFFICIENT_RESOURCES", "");
        assertTrue(refused.at("detail").contains("Nothing has changed"), refused.text());
        assertEquals(before, api.get("/bundles").expect(200).text() + api.get("/swaps").expect(200).text());
        try (Stream<Path> files = Files.list(data.resolve("bundles"))) {
            assertEquals(List.of(), files.filter(file -> file.toString().matches(".*\\.(jar|part)")).toList());
        }
        Files.delete(filler);
        Files.delete(kept);
        int number = api.upload("/bundles", jar, Map.of()).expect(202).number("number");
        Await.until("the swap to be done", LIMIT, () -> {
            Answer swap = api.get("/swaps/" + number).expect(200);
            return Await.unless(swap.at("state").equals("done"), swap.text());
        });
        assertEquals("8.0.0", api.get("/bundles/" + TestPlugin.NAME).expect(200).at("version"));
    }

    private Api logIn(EngineProcess engine, Path data) throws Exception {
        Api nobody = new Api(ports);
        Await.until("the platform to be whole", LIMIT, () -> {
            assertTrue(ProcessHandle.of(engine.pid()).isPresent(), engine.said());
            try {
                return nobody.flaw();
            } catch (UncheckedIOException e) {
                return Optional.of(e.getMessage());
            }
        });
        String password = Files.readString(data.resolve("admin-password")).strip();
        credentials = "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(
                StandardCharsets.UTF_8));
        return nobody.as(nobody.post("/sessions", Map.of("name", "admin", "password", password)).expect(201)
                .at("token"));
    }

    /** It is made in the background and takes room of its own. */
    private static void awaitBaseImage(Api api) throws Exception {
        Await.until("the base image", Duration.ofSeconds(120), () -> {
            Answer tags = api.get("/images/leengine%2Fjava/tags");
            return Await.unless(tags.text().contains("\"25\""), tags.text());
        });
    }

    /** Pushes blobs until one is refused. */
    private HttpResponse<String> fill() throws Exception {
        for (int i = 0; i < MOST_BLOBS; i++) {
            HttpResponse<String> answer = push(random(i + 2, BLOB));
            if (answer.statusCode() != 201) {
                return answer;
            }
        }
        throw new AssertionError("all blobs fit");
    }

    private static byte[] random(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Pushes a blob in one request, as the distribution specification has it. */
    private HttpResponse<String> push(byte[] blob) throws Exception {
        String digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
        URI base = URI.create("http://127.0.0.1:" + ports.http());
        HttpResponse<String> begun = send(HttpRequest.newBuilder(base.resolve("/v2/filler/blobs/uploads/"))
                .POST(BodyPublishers.noBody()));
        assertEquals(202, begun.statusCode(), begun.body());
        URI location = base.resolve(begun.headers().firstValue("Location").orElseThrow());
        String query = (location.getQuery() == null ? "?" : "&") + "digest=" + digest;
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(location + query))
                .header("Content-Type", "application/octet-stream").PUT(BodyPublishers.ofByteArray(blob)));
        if (answer.statusCode() != 201) {
            // What came of it is kept for a caller who goes on with it; this one does not.
            assertEquals(204, send(HttpRequest.newBuilder(location).DELETE()).statusCode());
        }
        return answer;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.header("Authorization", credentials).timeout(LIMIT).build(), BodyHandlers.ofString());
    }
}
