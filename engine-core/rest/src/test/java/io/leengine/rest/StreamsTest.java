package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.domain.BuildRun;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(40)
class StreamsTest {
    private static final Instant T = Instant.parse("2026-11-23T08:00:00.5Z");
    private static final String LOG = "/applications/hello/instances/room-1/i1/log";

    private final LiveApi api = new LiveApi(Duration.ofMillis(100));

    @BeforeEach
    void create() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        api.call("POST", "/code-builds", "{\"name\":\"hello\",\"repository\":\"r\"}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void followsAnInstancesLogToItsEnd() throws Exception {
        MemoryLog log = api.applications.log("i1");
        log.print(T, "not in the tail");
        log.print(T, "one");
        try (EventReader events = new EventReader(api, LOG + "?tail=1&follow=true")) {
            assertEquals("text/event-stream", events.response.headers().firstValue("Content-Type").orElseThrow());
            assertEquals("no-store", events.response.headers().firstValue("Cache-Control").orElseThrow());
            assertEquals("{\"at\":\"2026-11-23T08:00:00.500Z\",\"text\":\"one\",\"cell\":\"room-1\","
                + "\"instance\":\"i1\"}", events.next("log", "one").data());
            log.print(T.plusSeconds(1), "two\nlines");
            events.next("log", "two\\nlines");
            log.end();
            events.next("end", "{}");
            assertNull(events.next());
        }
        log.awaitOpen(0);
    }

    @Test
    void goesOnBehindTheLastEventEvenWithinOneMoment() throws Exception {
        MemoryLog log = api.applications.log("i1");
        for (String text : new String[] {"a", "b", "c"}) {
            log.print(T, text);
        }
        String id;
        try (EventReader events = new EventReader(api, LOG + "?follow=true")) {
            events.next("log", "\"a\"");
            id = events.next("log", "\"b\"").id();
        }
        log.print(T.plusMillis(1), "d");
        try (EventReader events = new EventReader(api, LOG + "?tail=0", "Last-Event-ID", id)) {
            events.next("log", "\"c\"");
            events.next("log", "\"d\"");
            events.next("end", "");
        }
        var wrong = api.send(api.request(LOG).GET().header("Accept", "text/event-stream")
            .header("Last-Event-ID", "nonsense"));
        assertEquals(400, wrong.statusCode(), wrong.body());
    }

    @Test
    void aReaderThatGoesEndsTheWatch() throws Exception {
        MemoryLog log = api.applications.log("i1");
        log.print(T, "one");
        EventReader events = new EventReader(api, LOG + "?follow=true");
        events.next("log", "one");
        log.awaitOpen(1);
        events.close();
        log.awaitOpen(0);
        awaitNoStreams();
    }

    @Test
    void heartbeatsComeWhileNothingDoes() throws Exception {
        MemoryLog log = api.applications.log("i1");
        try (EventReader events = new EventReader(api, LOG + "?follow=true")) {
            events.awaitHeartbeats(3);
            log.print(T, "late");
            events.next("log", "late");
        }
    }

    @Test
    void aTokenThatEndsEndsTheStream() throws Exception {
        api.applications.log("i1");
        try (EventReader events = new EventReader(api, LOG + "?follow=true")) {
            api.identity.tokens.remove("boss");
            events.next("error", "UNAUTHENTICATED");
            assertNull(events.next());
        }
        api.applications.log("i1").awaitOpen(0);
    }

    @Test
    void whatIsWrongBeforeTheFirstEventIsAProblem() throws Exception {
        for (String path : new String[] {LOG, "/applications/absent/log", "/applications/absent/changes",
            "/code-builds/hello/runs/9/log"}) {
            var answer = api.send(api.request(path).GET().header("Accept", "text/event-stream"));
            assertEquals(404, answer.statusCode(), path + answer.body());
        }
        api.applications.log("i1");
        for (String path : new String[] {LOG, "/applications/hello/log?follow=true", "/applications/hello/log"}) {
            var answer = api.send(api.request(path).setHeader("Authorization", "Bearer ada").GET()
                .header("Accept", "text/event-stream"));
            assertEquals(403, answer.statusCode(), path + answer.body());
        }
    }

    @Test
    void mergesTheLogsOfAllInstancesAndPicksUpNewOnes() throws Exception {
        api.applications.log("i1").print(T, "from i1");
        try (EventReader events = new EventReader(api, "/applications/hello/log?follow=true")) {
            events.next("log", "from i1");
            api.applications.log("i2").print(T.plusSeconds(1), "from i2");
            events.next("log", "from i2");
            api.applications.log("i1").print(T.plusSeconds(2), "again i1");
            events.next("log", "again i1");
        }
        api.applications.log("i1").awaitOpen(0);
        api.applications.log("i2").awaitOpen(0);
        awaitNoStreams();
    }

    @Test
    void anInstanceThatComesLaterIsToldFromItsStart() throws Exception {
        api.applications.log("i1").print(T, "kept");
        try (EventReader events = new EventReader(api, "/applications/hello/log?follow=true&tail=0")) {
            api.applications.log("i1").awaitOpen(1);
            MemoryLog late = api.applications.log("i2");
            late.print(T.plusSeconds(1), "first words");
            events.next("log", "first words");
        }
    }

    @Test
    void aDefectOfAPluginIsToldAndHangsNobody() throws Exception {
        api.applications.log("i1");
        api.applications.logsDefect = true;
        for (String path : new String[] {LOG, "/applications/hello/log", "/applications/hello/log?follow=true"}) {
            for (String accept : new String[] {"text/event-stream", "application/json"}) {
                var answer = api.send(api.request(path).GET().header("Accept", accept));
                assertEquals(500, answer.statusCode(), path);
                assertTrue(!answer.body().contains("a defect of a plugin"), answer.body());
            }
        }
        awaitNoStreams();
    }

    @Test
    void mergedLogEndsWhenNotFollowedAndWhenTheApplicationGoes() throws Exception {
        api.applications.log("i1").print(T, "one");
        try (EventReader events = new EventReader(api, "/applications/hello/log")) {
            events.next("log", "one");
            events.next("end", "");
        }
        try (EventReader events = new EventReader(api, "/applications/hello/log?follow=true")) {
            events.next("log", "one");
            api.call("DELETE", "/applications/hello", "");
            events.next("end", "");
        }
        api.applications.log("i1").awaitOpen(0);
    }

    @Test
    void logsAreReadWholeAsJson() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.applications.log("i1").print(T.plusSeconds(2L * i), "i1-" + i);
            api.applications.log("i2").print(T.plusSeconds(2L * i + 1), "i2-" + i);
        }
        var one = api.tree(api.get(LOG + "?tail=2"));
        assertEquals(2, one.get("items").size());
        assertEquals("i1-3", one.get("items").get(0).get("text").asString());
        var all = api.tree(api.get("/applications/hello/log?tail=3&follow=true"));
        assertEquals("[\"i2-3\", \"i1-4\", \"i2-4\"]", all.get("items").findValues("text").toString());
    }

    @Test
    void logsBeginAtATime() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.applications.log("i1").print(T.plusSeconds(2L * i), "i1-" + i);
            api.applications.log("i2").print(T.plusSeconds(2L * i + 1), "i2-" + i);
        }
        String since = "since=" + T.plusSeconds(6);
        var one = api.tree(api.get(LOG + "?" + since));
        assertEquals("[\"i1-3\", \"i1-4\"]", one.get("items").findValues("text").toString());
        var all = api.tree(api.get("/applications/hello/log?" + since));
        assertEquals("[\"i1-3\", \"i2-3\", \"i1-4\", \"i2-4\"]", all.get("items").findValues("text").toString());
        try (EventReader events = new EventReader(api, LOG + "?follow=true&" + since)) {
            events.next("log", "i1-3");
            String id = events.next("log", "i1-4").id();
            api.applications.log("i1").print(T.plusSeconds(20), "i1-new");
            events.next("log", "i1-new");
            try (EventReader again = new EventReader(api, LOG + "?follow=true&" + since, "Last-Event-ID", id)) {
                again.next("log", "i1-new");
            }
        }
        try (EventReader events = new EventReader(api, "/applications/hello/log?follow=true&since=" + T.plusSeconds(9))) {
            // Instances are read side by side: which of them tells first is open.
            String both = events.next("log", "").data() + events.next("log", "").data();
            assertTrue(both.contains("i2-4") && both.contains("i1-new"), both);
        }
        awaitNoStreams();
        for (String bad : new String[] {since + "&tail=3", "since=10m", "since=yesterday"}) {
            assertEquals(400, api.get(LOG + "?" + bad).statusCode(), bad);
            assertEquals("since", api.tree(api.get("/applications/hello/log?" + bad)).get("field").asString(), bad);
        }
    }

    @Test
    void changesComeAtOnceAndAfterEachChange() throws Exception {
        String id;
        try (EventReader events = new EventReader(api, "/applications/hello/changes")) {
            events.next("changed", "\"revision\":1");
            api.call("PATCH", "/applications/hello", "{\"description\":\"new\"}", "If-Match", "*");
            id = events.next("changed", "\"description\":\"new\"").id();
        }
        try (EventReader events = new EventReader(api, "/applications/hello/changes", "Last-Event-ID", id)) {
            api.call("DELETE", "/applications/hello", "");
            events.next("end", "");
        }
        awaitNoStreams();
    }

    @Test
    void changesOfAnEngineThatWasStartedAnewAreNotMissed() throws Exception {
        try (EventReader events = new EventReader(api, "/applications/hello/changes", "Last-Event-ID", "9999")) {
            events.next("changed", "\"name\":\"hello\"");
        }
    }

    @Test
    void followsABuildRunToItsEndAndGoesOn() throws Exception {
        api.call("POST", "/code-builds/hello/runs", "");
        for (String text : new String[] {"a\n", "b\n", "c\n"}) {
            api.codeBuilds.print(text);
        }
        String path = "/code-builds/hello/runs/1/log";
        try (EventReader events = new EventReader(api, path + "?follow=true")) {
            events.next("log", "a\\n");
            assertEquals("1", events.next("log", "b\\n").id());
            events.next("log", "c\\n");
            api.codeBuilds.print("d\n");
            events.next("log", "d\\n");
            api.codeBuilds.end(1, BuildRun.State.SUCCEEDED);
            events.next("end", "\"state\":\"SUCCEEDED\"");
        }
        try (EventReader events = new EventReader(api, path + "?follow=true", "Last-Event-ID", "1")) {
            events.next("log", "c\\n");
            events.next("log", "d\\n");
            events.next("end", "\"number\":1");
        }
        var whole = api.send(api.request(path).GET().header("Accept", "text/plain"));
        assertEquals("a\nb\nc\nd\n", whole.body());
        assertEquals("text/plain; charset=utf-8", whole.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void anotherAttemptIsReadFromItsStart() throws Exception {
        api.call("POST", "/code-builds/hello/runs", "{}");
        api.codeBuilds.print("a\n");
        api.codeBuilds.print("b\n");
        try (EventReader events = new EventReader(api, "/code-builds/hello/runs/1/log?follow=true")) {
            events.next("log", "a\\n");
            events.next("log", "b\\n");
            api.codeBuilds.again(1);
            api.codeBuilds.print("anew\n");
            assertEquals("0", events.next("log", "anew").id());
        }
    }

    @Test
    void streamsEndWhenTheApiGoes() throws Exception {
        MemoryLog log = api.applications.log("i1");
        try (EventReader one = new EventReader(api, LOG + "?follow=true");
                EventReader two = new EventReader(api, "/applications/hello/log?follow=true");
                EventReader three = new EventReader(api, "/applications/hello/changes")) {
            three.next("changed", "");
            log.awaitOpen(2);
            api.handler.close();
            assertEquals(0, api.handler.openStreams());
            assertNull(one.next());
            assertNull(two.next());
            assertNull(three.next());
        }
        log.awaitOpen(0);
    }

    private void awaitNoStreams() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (api.handler.openStreams() > 0) {
            assertTrue(System.nanoTime() < deadline, "streams stay open");
            Thread.onSpinWait();
        }
    }
}
