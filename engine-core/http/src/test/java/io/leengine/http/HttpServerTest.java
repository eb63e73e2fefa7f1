package io.leengine.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpServerTest {
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer<String> server;

    @BeforeEach
    void listen() {
        server = new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of("/api"), DRAIN));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void longestPrefixWinsAndOnlyAtSlashes() throws Exception {
        server.mount("a", "/api", text("api"));
        server.mount("b", "/api/v1", text("v1"));
        assertEquals("api /v2", get("/api/v2").body());
        assertEquals("v1 /apps", get("/api/v1/apps").body());
        assertEquals("api /v10", get("/api/v10").body());
        assertEquals(404, get("/apis").statusCode());
    }

    @Test
    void runsInVirtualThreadsAndBlocks() throws Exception {
        server.mount("a", "/api", exchange -> {
            byte[] body = exchange.getInputStream().readAllBytes();
            exchange.getResponseSender().send(Thread.currentThread().isVirtual() + " " + body.length);
        });
        var request = request("/api").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[3 << 20])).build();
        assertEquals("true " + (3 << 20), client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void requestsThatWaitLeaveNoFilesOpen() throws Exception {
        // Little garbage, so that no collection closes what the server should.
        byte[] large = new byte[16 << 20];
        server.mount("a", "/api", exchange -> {
            exchange.getRequestChannel().awaitReadable();
            exchange.getOutputStream().write(large);
        });
        var request = request("/api").build();
        client.send(request, HttpResponse.BodyHandlers.discarding());
        long before = selectors();
        for (int i = 0; i < 20; i++) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
        }
        // The last one's thread may still be about to end.
        assertTrue(selectors() <= before + 2, () -> before + " before");
    }

    private static long selectors() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : files) {
                count += isSelector(each) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isSelector(Path open) throws IOException {
        try {
            return Files.readSymbolicLink(open).toString().contains("[eventpoll]");
        } catch (NoSuchFileException _) {
            // Closed since it was listed.
            return false;
        }
    }

    @Test
    void aCallerThatWaitsToBeToldToGoOnIsTold() throws Exception {
        server.mount("a", "/api", exchange -> exchange.getResponseSender().send(
            String.valueOf(exchange.getInputStream().readAllBytes().length)));
        var request = request("/api").expectContinue(true)
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1000])).build();
        assertEquals("1000", client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    @Test
    void whatIsNotMountedIsAwaitedInTheStartAndUnknownAfterwards() throws Exception {
        HttpResponse<String> early = get("/other");
        assertEquals(503, early.statusCode());
        assertEquals("1", early.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("application/problem+json", early.headers().firstValue("Content-Type").orElseThrow());
        server.mount("a", "/api", text("api"));
        HttpResponse<String> late = get("/other");
        assertEquals(404, late.statusCode());
        assertTrue(late.body().contains("\"type\":\"urn:leengine:problem:not-found\""), late.body());
        server.unmount("a");
        assertEquals(503, get("/api").statusCode(), "a part that was here comes back");
    }

    @Test
    void twoAtOnePathTheGreaterKeyAnswersAndTheOtherTakesOver() throws Exception {
        server.mount("a", "/api", text("first"));
        server.mount("b", "/api", text("second"));
        assertEquals("second ", get("/api").body());
        server.unmount("b");
        assertEquals("first ", get("/api").body());
    }

    @Test
    void swappingUnderLoadFailsNoRequest() throws Exception {
        server.mount("a", "/api", text("0"));
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                threads.submit(() -> {
                    while (running.get()) {
                        failed.addAndGet(get("/api").statusCode() == 200 ? 0 : 1);
                        answered.incrementAndGet();
                    }
                    return null;
                });
            }
            for (int i = 0; i < 200 || answered.get() < 200; i++) {
                AtomicBoolean gone = new AtomicBoolean();
                HttpHandler next = exchange -> exchange.setStatusCode(gone.get() ? 500 : 200);
                server.mount("a", "/api", next);
                server.mount("a", "/api", text("between"));
                gone.set(true);
            }
            running.set(false);
        }
        assertEquals(0, failed.get());
    }

    @Test
    void leavingWaitsForTheRequestUnderWay() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.mount("a", "/api", whole(inside, go));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> answer = threads.submit(() -> get("/api"));
            inside.await();
            Future<?> left = threads.submit(() -> server.unmount("a"));
            assertEquals(503, awaitStatus("/api", 503));
            assertFalse(left.isDone());
            go.countDown();
            left.get(5, TimeUnit.SECONDS);
            assertEquals("whole", answer.get().body());
        }
    }

    @Test
    void anEndlessAnswerHoldsNobodyUp() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        server.mount("a", "/api", exchange -> {
            Requests.endless(exchange);
            inside.countDown();
            go.await();
        });
        CompletableFuture<HttpResponse<String>> answer =
            client.sendAsync(request("/api").build(), HttpResponse.BodyHandlers.ofString());
        inside.await();
        long begin = System.nanoTime();
        server.unmount("a");
        assertTrue(System.nanoTime() - begin < DRAIN.toNanos() / 2);
        go.countDown();
        assertEquals(200, answer.get().statusCode());
    }

    @Test
    void requestIdIsTakenWhenSaneAndMadeOtherwise() throws Exception {
        server.mount("a", "/api", exchange -> exchange.getResponseSender().send(Requests.id(exchange)));
        var given = client.send(request("/api").header("X-Request-Id", "abc-1.2_3").build(),
            HttpResponse.BodyHandlers.ofString());
        assertEquals("abc-1.2_3", given.body());
        assertEquals("abc-1.2_3", given.headers().firstValue("X-Request-Id").orElseThrow());
        var odd = client.send(request("/api").header("X-Request-Id", "a b\"c").build(),
            HttpResponse.BodyHandlers.ofString());
        assertNotEquals("a b\"c", odd.body());
        assertEquals(36, odd.body().length());
    }

    @Test
    void aDefectTellsNothingButTheRequestId() throws Exception {
        server.mount("a", "/api", exchange -> {
            throw new IllegalStateException("secret detail");
        });
        HttpResponse<String> answer = get("/api");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"));
        assertFalse(answer.body().contains("IllegalState"));
        assertTrue(answer.body().contains(answer.headers().firstValue("X-Request-Id").orElseThrow()));
    }

    @Test
    void anEngineErrorIsAProblem() throws Exception {
        server.mount("a", "/api", exchange -> {
            throw EngineException.invalid("size", "Too \"big\"\n.").withNextStep("Ask for less.");
        });
        HttpResponse<String> answer = get("/api");
        assertEquals(400, answer.statusCode());
        String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        assertEquals("{\"type\":\"urn:leengine:problem:invalid\",\"title\":\"Invalid\",\"status\":400,"
            + "\"code\":\"INVALID\",\"detail\":\"Too \\\"big\\\"\\u000a.\",\"field\":\"size\",\"nextStep\":\"Ask for less.\","
            + "\"requestId\":\"" + id + "\"}", answer.body());
    }

    @Test
    void everyCodeHasItsStatus() {
        for (ErrorCode code : ErrorCode.values()) {
            int status = Problem.of(new EngineException(code, "x"), "1").status();
            assertEquals(code.kind() == ErrorCode.Kind.USER && code != ErrorCode.UNSUPPORTED, status < 500, code.name());
        }
        assertEquals("urn:leengine:problem:too-many-requests",
            Problem.of(new EngineException(ErrorCode.TOO_MANY_REQUESTS, "x"), "1").type());
    }

    @Test
    void anErrorAfterTheAnswerBeganCutsTheConnection() throws Exception {
        server.mount("a", "/api", exchange -> {
            exchange.getOutputStream().write(new byte[100]);
            exchange.getOutputStream().flush();
            throw new IllegalStateException("late");
        });
        assertThrows(IOException.class, () -> get("/api"));
    }

    @Test
    void aHugeHeaderIsRefused() throws Exception {
        server.mount("a", "/api", text("api"));
        var request = request("/api").header("X-Big", "x".repeat(100_000)).build();
        try {
            int status = client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
            assertTrue(status >= 400 && status < 500, "status " + status);
        } catch (IOException closed) {
            assertNotEquals("", String.valueOf(closed));
        }
        assertEquals(200, get("/api").statusCode());
    }

    @Test
    void aTakenPortIsSaid() {
        var settings = new HttpSettings("127.0.0.1", server.endpoint().port(), List.of(), DRAIN);
        var error = assertThrows(EngineException.class, () -> new HttpServer<String>(settings));
        assertEquals(ErrorCode.UNAVAILABLE, error.code());
        assertTrue(error.getMessage().contains(String.valueOf(server.endpoint().port())));
    }

    @Test
    void closingLetsTheRequestUnderWayEndAndFreesThePort() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.mount("a", "/api", whole(inside, go));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> answer = threads.submit(() -> get("/api"));
            inside.await();
            Future<?> closed = threads.submit(server::close);
            assertEquals(503, awaitStatus("/api", 503));
            assertFalse(closed.isDone());
            go.countDown();
            closed.get(5, TimeUnit.SECONDS);
            assertEquals("whole", answer.get().body());
        }
        assertThrows(ConnectException.class, () -> get("/api"));
    }

    @Test
    void settingsComeFromTheFrameworkAndHaveDefaults() {
        HttpSettings plain = HttpSettings.of(name -> null);
        assertEquals(new HttpSettings("127.0.0.1", 7080, List.of("/api"), DRAIN), plain);
        HttpSettings given = HttpSettings.of(name -> name.endsWith("required") ? "/v2, /api" : null);
        assertEquals(List.of("/v2", "/api"), given.required());
        var error = assertThrows(EngineException.class,
            () -> HttpSettings.of(name -> name.endsWith("port") ? "70000" : null));
        assertEquals("leengine.http.port", error.field().orElseThrow());
    }

    private static HttpHandler text(String name) {
        return exchange -> exchange.getResponseSender().send(name + " " + exchange.getRelativePath());
    }

    /** A handler in which the first request waits; later ones are answered at once. */
    private static HttpHandler whole(CountDownLatch inside, CountDownLatch go) {
        AtomicBoolean first = new AtomicBoolean(true);
        return exchange -> {
            if (first.getAndSet(false)) {
                inside.countDown();
                go.await();
            }
            exchange.getResponseSender().send("whole");
        };
    }

    private int awaitStatus(String path, int status) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        int seen;
        do {
            seen = get(path).statusCode();
        } while (seen != status && System.nanoTime() < deadline);
        return seen;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.endpoint().url() + path)).timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }
}
