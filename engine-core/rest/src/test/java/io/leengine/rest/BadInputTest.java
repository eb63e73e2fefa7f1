package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What nobody should send: each gets a 4xx that names what is at fault. */
@Timeout(60)
class BadInputTest {
    private static final Duration BODY = Duration.ofSeconds(1);

    private final LiveApi api = new LiveApi(Duration.ofSeconds(15), BODY);

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode problem(int status, String field, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        JsonNode problem = api.tree(answer);
        assertEquals(field, problem.path("field").asString(""), answer.body());
        return problem;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u0007", "\\u001b", "\\u007f", "\\u0085", "\\u200e", "\\u200f", "\\u202a",
        "\\u202e", "\\u2066", "\\u2069", "\\u061c", "\\ufeff", "\\ud800", "\\udc00", "\\uffff", "\\n", "\\t", "\\u2028"})
    void whatNobodySeesIsNoPartOfAName(String hidden) throws Exception {
        problem(400, "name", api.call("POST", "/tokens", "{\"name\":\"lap" + hidden + "top\"}"));
        problem(400, "image", api.call("POST", "/applications", "{\"name\":\"a\",\"image\":\"a" + hidden + "\"}"));
    }

    @Test
    void linesMayBreakWhereAPersonWritesThem() throws Exception {
        assertEquals(201, api.call("POST", "/applications",
            "{\"name\":\"a\",\"description\":\"One\\nTwo\\tthree, \\u05e9\\u05dc\\u05d5\\u05dd, \\ud83d\\ude80\"}").statusCode());
        problem(400, "description", api.call("POST", "/applications",
            "{\"name\":\"b\",\"description\":\"One\\u202eowT\"}"));
        problem(400, "description", api.call("POST", "/applications",
            "{\"name\":\"b\",\"description\":\"" + "x".repeat(1_001) + "\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"tag":"1","weight":1e999} | weight
        {"tag":"1","weight":123456789012345678901234567890} | weight
        {"tag":"1","weight":-1} | weight
        {"tag":"1","weight":101} | weight
        {"tag":"1","weight":5.0} | weight
        {"tag":"1","weight":[]} | weight
        {"tag":"1","settings":{"graceSeconds":9223372036854775807}} | settings.graceSeconds
        {"tag":"1","settings":{"memoryBytes":-9223372036854775808}} | settings.memoryBytes
        {"tag":"1","settings":{"healthCheck":{"intervalMillis":9223372036854775807}}} | settings.healthCheck.intervalMillis
        {"tag":"1","cells":{"a\\u0000b":1}} | cells
        {"tag":"1","cells":{"room-1":1000000}} | cells.room-1
        {"tag":"1","settings":{"environment":{"A":"x\\u0000y"}}} | settings.environment.A
        {"tag":"1","settings":{"command":["a\\ud800"]}} | settings.command
        {"tag":{"a":{"a":{"a":{}}}}} | tag
        {"tag":"1","tag":"2"} | body
        """)
    void numbersAndTextsAreWithinTheirBounds(String body, String field) throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        problem(400, field, api.call("POST", "/applications/hello/versions", body));
    }

    @Test
    void aBodyIsNeitherDeepNorWideWithoutEnd() throws Exception {
        problem(400, "body", api.call("POST", "/applications", "[".repeat(100_000)));
        String deep = "{\"description\":" + "[".repeat(2_000) + "]".repeat(2_000) + ",\"name\":\"a\"}";
        assertEquals(400, api.call("POST", "/applications", deep).statusCode());
        StringBuilder wide = new StringBuilder("{\"tag\":\"1\",\"cells\":{\"c\":1");
        for (int i = 0; i < 1_000; i++) {
            wide.append(",\"c").append(i).append("\":1");
        }
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        problem(400, "cells", api.call("POST", "/applications/hello/versions", wide.append("}}").toString()));
        String digits = "{\"tag\":\"1\",\"weight\":" + "9".repeat(5_000) + "}";
        assertEquals(400, api.call("POST", "/applications/hello/versions", digits).statusCode());
    }

    @Test
    void aBodyIsUtf8() throws Exception {
        var latin = api.request("/applications").header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray("{\"name\":\"a\",\"description\":\"\u00fc\"}"
                .getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(400, api.send(latin).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"/applications/a%00b,400,name", "/applications/%E2%80%AEa,400,name", "/applications/..%2F..%2Fa,404,",
        "/applications/%2e%2e/self,404,", "/images/%2E%2E,404,", "/applications/a;b=c,404,", "/self?search=a,400,search",
        "/applications?search=%00,400,search", "/applications?search=%E2%80%AE,400,search", "/swaps/1e3,404,",
        "/swaps/99999999999999999999,404,", "/activity?resource=%00,400,resource"})
    void pathsAndQueriesAreHeldToTheSame(String path, int status, String field) throws Exception {
        problem(status, field == null ? "" : field, api.get(path));
    }

    @Test
    void aLongValueInAPathIsRefused() throws Exception {
        problem(400, "name", api.get("/applications/" + "a".repeat(256)));
        problem(400, "search", api.get("/applications?search=" + "a".repeat(256)));
        problem(414, "path", api.get("/applications?search=" + "a".repeat(9_000)));
    }

    @Test
    void aCursorIsOfItsListOnly() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            api.call("POST", "/applications", "{\"name\":\"" + name + "\"}");
            api.call("POST", "/images", "{\"repository\":\"x" + name + "\"}");
        }
        String next = api.tree(api.get("/applications?limit=1")).get("next").asString();
        assertEquals(200, api.get("/applications?limit=2&after=" + next).statusCode());
        problem(400, "after", api.get("/images?limit=1&after=" + next));
        problem(400, "after", api.get("/applications?limit=1&search=a&after=" + next));
        problem(400, "after", api.get("/applications?after=" + next + "A"));
        problem(400, "after", api.get("/applications?after=" + "A".repeat(3_000)));
        problem(400, "after", api.get("/applications?after=AAAA"));
    }

    @Test
    void aFormThatIsNotThereIsNotAcceptable() throws Exception {
        for (String accept : List.of("text/html", "application/xml, text/*", "application/json;q=0", "nonsense")) {
            problem(406, "Accept", api.call("GET", "/applications", "", "Accept", accept));
        }
        for (String accept : List.of("*/*", "application/*", "text/html, application/json;q=0.1", "")) {
            assertEquals(200, api.call("GET", "/applications", "", "Accept", accept).statusCode(), accept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "99999999999999999999"})
    void anEventIdIsOneThatWasSent(String id) throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        problem(400, "Last-Event-ID", api.call("GET", "/applications/hello/changes", "", "Accept", "text/event-stream",
            "Last-Event-ID", id));
    }

    @Test
    void aCallerThatSendsItsBodyDropByDropIsCutShort() throws Exception {
        try (var socket = new java.net.Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write(("POST /api/v1/applications HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer boss\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("\"field\":\"body\""), answer);
        }
    }

    @Test
    void manySlowCallersKeepNobodyElseWaiting() throws Exception {
        List<java.net.Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                var socket = new java.net.Socket("127.0.0.1", api.port());
                slow.add(socket);
                socket.getOutputStream().write(("POST /api/v1/applications HTTP/1.1\r\nHost: a\r\n"
                    + "Authorization: Bearer boss\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
                    .getBytes(StandardCharsets.US_ASCII));
            }
            long begun = System.nanoTime();
            assertEquals(200, api.get("/health").statusCode());
            assertTrue(System.nanoTime() - begun < BODY.toNanos(), "health waits for slow callers");
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }
}
