package io.leengine.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests by hand, as no client sends them. */
@Timeout(60)
class RequestShapeTest {
    private HttpServer<String> server;

    @BeforeEach
    void listen() {
        server = new HttpServer<>(new HttpSettings("127.0.0.1", 0, List.of("/api"), Duration.ofSeconds(5)));
        server.mount("a", "/api", exchange -> {
            int length = exchange.getInputStream().readAllBytes().length;
            exchange.getResponseSender().send(exchange.getRequestPath() + " " + length);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends a text and returns all that comes until the server closes. */
    private String send(String text) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.endpoint().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void problem(String answer, int status, String type, String field) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertTrue(answer.contains("urn:leengine:problem:" + type), answer);
        assertTrue(answer.contains("\"code\":\"INVALID\""), answer);
        assertTrue(answer.contains("\"field\":\"" + field + "\""), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // A length and chunks: one reader takes the one, the next the other.
        "Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\nGET /api/smuggled HTTP/1.1\nHost: a\n\n",
        "Transfer-Encoding: chunked\nContent-Length: 5\n\n0\n\nGET /api/smuggled HTTP/1.1\nHost: a\n\n",
        // Two lengths.
        "Content-Length: 0\nContent-Length: 44\n\nGET /api/smuggled HTTP/1.1\nHost: a\n\n",
        "Content-Length: 0, 44\n\nGET /api/smuggled HTTP/1.1\nHost: a\n\n",
        // Lengths that some read as numbers.
        "Content-Length: +5\n\nhello", "Content-Length: -1\n\n", "Content-Length: 0x5\n\nhello", "Content-Length: \n\n",
        // Codings that some do not know.
        "Transfer-Encoding: xchunked\n\n0\n\nGET /api/smuggled HTTP/1.1\nHost: a\n\n",
        "Transfer-Encoding: identity\nContent-Length: 0\n\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: identity\n\n0\n\n",
        "Transfer-Encoding: gzip, chunked\n\n0\n\n",
        // Chunks that are none.
        "Transfer-Encoding: chunked\n\nzz\nhello\n0\n\n"})
    void whatTwoReadersMayUnderstandDifferentlyIsRefused(String rest) throws Exception {
        String answer = send("POST /api/first HTTP/1.1\nHost: a\n" + rest);
        assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(!answer.contains("/api/smuggled 0"), answer);
    }

    @Test
    void aSmugglersRequestIsToldWhatIsWrong() throws Exception {
        problem(send("POST /api HTTP/1.1\nHost: a\nTransfer-Encoding: gzip, chunked\n\n0\n\n"), 400, "invalid",
            "Transfer-Encoding");
    }

    @Test
    void oneHostIsNamed() throws Exception {
        // Undertow itself refuses these.
        assertTrue(send("GET /api HTTP/1.1\n\n").startsWith("HTTP/1.1 400 "));
        assertTrue(send("GET /api HTTP/1.1\nHost: a\nHost: b\n\n").startsWith("HTTP/1.1 400 "));
        assertTrue(send("GET /api HTTP/1.0\n\n").contains("/api 0"));
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        problem(send("GET /api HTTP/1.1\nHost: a\nX-Large: " + "a".repeat(40_000) + "\n\n"), 431, "headers-too-large",
            "X-Large");
        problem(send("GET /api HTTP/1.1\nHost: a\n" + "X-Many: a\n".repeat(120) + "\n"), 431, "headers-too-large",
            "X-Many");
        problem(send("GET /api/" + "a".repeat(10_000) + " HTTP/1.1\nHost: a\n\n"), 414, "uri-too-long", "path");
        // What no parser need read to its end is cut off, with or without a word.
        String endless = send("GET /api HTTP/1.1\nHost: a\nX-Large: " + "a".repeat(400_000) + "\n\n");
        assertTrue(endless.isEmpty() || endless.startsWith("HTTP/1.1 4"), endless);
    }

    @Test
    void whoIsToldToGoOnIsNotToldTwice() throws Exception {
        String answer = send("POST /api HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 5\nConnection: close\n\n"
            + "hello");
        assertEquals(1, answer.split("HTTP/1.1 200 ", -1).length - 1, answer);
        assertTrue(answer.endsWith("/api 5"), answer);
    }
}
