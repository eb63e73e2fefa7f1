package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class ErrorsTest {
    private final LiveApi api = new LiveApi(Duration.ofSeconds(15));

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode problem(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
        JsonNode problem = api.tree(answer);
        assertEquals(status, problem.get("status").asInt());
        assertEquals(code, problem.get("code").asString());
        assertTrue(problem.get("type").asString().startsWith("urn:leengine:problem:"));
        assertEquals(answer.headers().firstValue("X-Request-Id").orElseThrow(), problem.get("requestId").asString());
        assertFalse(problem.get("title").asString().isEmpty());
        return problem;
    }

    private JsonNode invalid(String field, HttpResponse<String> answer) {
        JsonNode problem = problem(400, "INVALID", answer);
        assertEquals(field, problem.get("field").asString(), answer.body());
        return problem;
    }

    @Test
    void malformedJsonIsToldByItsPlace() throws Exception {
        JsonNode problem = invalid("body", api.call("POST", "/applications", "{\"name\":\n  oops}"));
        assertTrue(problem.get("detail").asString().contains("line 2, column "), problem.toString());
        invalid("body", api.call("POST", "/applications", "{\"name\":\"a\"} {}"));
        invalid("body", api.call("POST", "/applications", "{\"name\":\"a\",\"name\":\"b\"}"));
        invalid("body", api.call("POST", "/applications", "null"));
        invalid("body", api.call("POST", "/applications", "[]"));
        invalid("body", api.call("POST", "/applications", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"name":"a","colour":"red"} | colour
        {"name":5} | name
        {"name":true} | name
        {"description":"no name"} | name
        {"name":null} | name
        {"name":"a","isPrivate":"yes"} | isPrivate
        {"name":"a","isPrivate":1} | isPrivate
        {"name":"a","description":{}} | description
        """)
    void aFieldAtFaultIsNamed(String body, String field) throws Exception {
        invalid(field, api.call("POST", "/applications", body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"tag":"1","settings":{"healthCheck":{"pth":"/"}}} | settings.healthCheck.pth
        {"tag":"1","settings":{"port":"80"}} | settings.port
        {"tag":"1","settings":{"port":80.5}} | settings.port
        {"tag":"1","settings":{"port":99999999999}} | settings.port
        {"tag":"1","settings":{"command":["a",null]}} | settings.command
        {"tag":"1","settings":{"environment":{"A":null}}} | settings.environment.A
        {"tag":"1","cells":{"room-1":null}} | cells.room-1
        {"tag":"1","cells":[]} | cells
        {"tag":"1","digest":"sha256:1"} | tag
        {} | tag
        {"digest":"sha256:1"} | digest
        """)
    void aFieldWithinIsNamedByItsPath(String body, String field) throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        invalid(field, api.call("POST", "/applications/hello/versions", body));
    }

    @Test
    void theBodyMustBeJsonAndSmall() throws Exception {
        var text = api.request("/applications").header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\"}"));
        assertEquals("application/json",
            api.send(text).headers().firstValue("Accept").orElseThrow());
        assertTrue(problem(415, "INVALID", api.send(text)).get("type").asString().endsWith("unsupported-media-type"));
        var untyped = api.request("/applications").POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\"}"));
        problem(415, "INVALID", api.send(untyped));
        var latin = api.request("/applications").header("Content-Type", "application/json; charset=iso-8859-1")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\"}"));
        problem(415, "INVALID", api.send(latin));
        String large = "{\"name\":\"" + "a".repeat(1 << 20) + "\"}";
        problem(413, "INVALID", api.call("POST", "/applications", large));
        var chunked = api.request("/applications").header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArrays(
                java.util.List.of(large.getBytes(StandardCharsets.UTF_8)))));
        problem(413, "INVALID", api.send(chunked));
        assertEquals(201, api.call("POST", "/applications", "{\"name\":\"a\"}").statusCode());
    }

    @Test
    void unknownPathsAndMethods() throws Exception {
        problem(404, "NOT_FOUND", api.get("/nothing"));
        problem(404, "NOT_FOUND", api.get("/applications/"));
        problem(404, "NOT_FOUND", api.get("/applications//log"));
        problem(404, "NOT_FOUND", api.get("/applications/a/b/c"));
        problem(404, "NOT_FOUND", api.get(""));
        var wrong = api.call("PUT", "/applications", "{}");
        assertTrue(problem(405, "INVALID", wrong).get("type").asString().endsWith("method-not-allowed"));
        assertEquals("GET, HEAD, POST", wrong.headers().firstValue("Allow").orElseThrow());
        problem(405, "INVALID", api.call("POST", "/self/password", "{}"));
    }

    @Test
    void nobodyGetsNothing() throws Exception {
        for (String header : new String[] {"Bearer wrong", "Basic Ym9zczpzZWNyZXQ=", "Bearer ", "boss"}) {
            var answer = api.send(api.request("/applications").setHeader("Authorization", header).GET());
            problem(401, "UNAUTHENTICATED", answer);
            assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Bearer"));
        }
        var none = HttpRequest.newBuilder(api.request("/self").build().uri()).GET();
        problem(401, "UNAUTHENTICATED", api.send(none));
        problem(401, "UNAUTHENTICATED",
            api.call("POST", "/sessions", "{\"name\":\"boss\",\"password\":\"wrong\"}"));
        problem(403, "FORBIDDEN", api.send(api.request("/users").setHeader("Authorization", "Bearer ada").GET()));
    }

    @ParameterizedTest
    @CsvSource({"limit=0,limit", "limit=1001,limit", "limit=many,limit", "after=%25%25,after", "after=bm9uZQ,after",
        "colour=red,colour", "limit=1&limit=2,limit"})
    void listsSayWhichParameterIsWrong(String query, String field) throws Exception {
        invalid(field, api.get("/applications?" + query));
    }

    @Test
    void otherParametersAreCheckedToo() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        invalid("metric", api.get("/applications/hello/metrics"));
        invalid("from", api.get("/applications/hello/metrics?metric=a&from=yesterday"));
        invalid("reduce", api.get("/applications/hello/metrics?metric=a&reduce=sum"));
        invalid("follow", api.get("/applications/hello/log?follow=1"));
        invalid("kind", api.get("/activity?kind=cat"));
        invalid("after", api.get("/cells?after=bm9uZQ"));
        invalid("seam", api.get("/parts/cats/tom"));
        invalid("instances", api.call("PUT", "/applications/hello/versions/v1/scale", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%zz", "%ff", "%c3%28"})
    void malformedPathsAreRefused(String segment) throws Exception {
        // The client's own class refuses most of these, so the request is written by hand.
        try (var socket = new java.net.Socket("127.0.0.1", api.port())) {
            socket.getOutputStream().write(("GET /api/v1/images/" + segment + " HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer boss\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void changesNeedWhatOneHasSeen() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        String body = "{\"description\":\"x\"}";
        JsonNode required = problem(428, "PRECONDITION_REQUIRED", api.call("PATCH", "/applications/hello", body));
        assertEquals("If-Match", required.get("field").asString());
        problem(412, "PRECONDITION_FAILED", api.call("PATCH", "/applications/hello", body, "If-Match", "\"7\""));
        problem(412, "PRECONDITION_FAILED", api.call("PATCH", "/applications/hello", body, "If-Match", "W/\"1\""));
        problem(412, "PRECONDITION_FAILED", api.call("PATCH", "/applications/hello", body, "If-Match", "1"));
        invalid("If-Match", api.call("PATCH", "/applications/hello", body, "If-Match", "\"1\", \"2\""));
        assertEquals(200, api.call("PATCH", "/applications/hello", body, "If-Match", "\"1\"").statusCode());
        assertEquals(200, api.call("PATCH", "/applications/hello", body, "If-Match", "*").statusCode());
        problem(412, "PRECONDITION_FAILED",
            api.call("DELETE", "/applications/hello", "", "If-Match", "\"1\""));
        problem(412, "PRECONDITION_FAILED", api.call("PUT", "/applications/hello/weights",
            "{\"weights\":{\"v1\":100}}", "If-Match", "\"1\""));
        assertEquals(202, api.call("DELETE", "/applications/hello", "").statusCode());
        problem(428, "PRECONDITION_REQUIRED", api.call("PATCH", "/images/a", "{}"));
        problem(428, "PRECONDITION_REQUIRED", api.call("PUT", "/code-builds/a", "{\"repository\":\"r\"}"));
        problem(428, "PRECONDITION_REQUIRED", api.call("PUT", "/parts/scheduler/a", "{\"plugin\":\"p\"}"));
    }

    @Test
    void theEnginesWordsReachTheCaller() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        assertEquals("name", problem(409, "ALREADY_EXISTS",
            api.call("POST", "/applications", "{\"name\":\"hello\"}")).get("field").asString());
        api.call("POST", "/applications/hello/versions", "{\"tag\":\"1\"}");
        api.call("POST", "/applications/hello/versions", "{\"tag\":\"2\"}");
        assertEquals("Move its traffic first.", problem(409, "CONFLICT",
            api.call("DELETE", "/applications/hello/versions/v1", "")).get("nextStep").asString());
        api.imagesAbsent = true;
        var absent = api.get("/images");
        problem(503, "UNAVAILABLE", absent);
        assertEquals("1", absent.headers().firstValue("Retry-After").orElseThrow());
    }

    @Test
    void badIdempotencyKeysAreRefused() throws Exception {
        invalid("Idempotency-Key", api.call("POST", "/applications", "{\"name\":\"a\"}", "Idempotency-Key",
            "k".repeat(256)));
    }
}
