package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Members, image groups and lists, over HTTP on the engine's own services. */
@Timeout(60)
class ResourcesTest {
    @TempDir
    static Path folder;

    private static RealEngine engine;

    @BeforeAll
    static void start() {
        engine = new RealEngine(folder).with("ann", false).with("bob", false).with("cid", false).with("boss", true);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static JsonNode ok(int status, RealEngine.Answered answer) {
        assertEquals(status, answer.status(), answer.body());
        return answer.body().isEmpty() ? null : engine.tree(answer);
    }

    private static void refused(int status, String field, RealEngine.Answered answer) {
        JsonNode problem = ok(status, answer);
        assertEquals(field, problem.path("field").asString(""), answer.body());
    }

    private static RealEngine.Answered post(String user, String path, String body) throws Exception {
        return engine.call(user, "POST", path, body);
    }

    private static List<String> names(RealEngine.Answered answer, String field) {
        return ok(200, answer).get("items").valueStream().map(item -> item.get(field).asString()).toList();
    }

    @Test
    void membersComeChangeAndGo() throws Exception {
        ok(201, post("ann", "/applications", "{\"name\":\"shared\",\"isPrivate\":true}"));
        ok(404, engine.get("bob", "/applications/shared"));
        var added = post("ann", "/applications/shared/members", "{\"user\":\"bob\",\"role\":\"MASTER\"}");
        assertEquals("MASTER", ok(201, added).get("role").asString());
        assertEquals("/api/v1/applications/shared/members/bob", added.header("Location"));
        ok(200, engine.get("bob", "/applications/shared"));
        String end = Instant.now().plusSeconds(3_600).toString();
        JsonNode cid = ok(201, post("bob", "/applications/shared/members",
            "{\"user\":\"cid\",\"role\":\"GUEST\",\"expiresAt\":\"" + end + "\"}"));
        assertEquals(Instant.parse(end).getEpochSecond(), Instant.parse(cid.get("expiresAt").asString()).getEpochSecond());
        assertFalse(cid.get("ended").asBoolean());
        assertEquals(List.of("ann", "bob", "cid"), names(engine.get("cid", "/applications/shared/members"), "user"));
        assertEquals(List.of("cid"), names(engine.get("cid", "/applications/shared/members?search=c"), "user"));
        refused(403, "role", engine.call("bob", "PUT", "/applications/shared/members/bob", "{\"role\":\"OWNER\"}"));
        refused(403, "role", engine.call("bob", "PUT", "/applications/shared/members/cid", "{\"role\":\"OWNER\"}"));
        refused(403, "user", engine.call("bob", "DELETE", "/applications/shared/members/ann", ""));
        assertEquals("DEVELOPER", ok(200, engine.call("bob", "PUT", "/applications/shared/members/cid",
            "{\"role\":\"DEVELOPER\"}")).get("role").asString());
        ok(204, post("cid", "/applications/shared/leave", ""));
        ok(404, engine.get("cid", "/applications/shared"));
        ok(409, post("ann", "/applications/shared/leave", ""));
        ok(200, post("ann", "/applications/shared/hand-over", "{\"user\":\"bob\"}"));
        ok(403, engine.call("ann", "DELETE", "/applications/shared", ""));
        ok(204, engine.call("bob", "DELETE", "/applications/shared/members/ann", ""));
        ok(404, engine.get("ann", "/applications/shared"));
        List<String> actions = names(engine.get("bob", "/activity?kind=application&resource=shared"), "action");
        assertTrue(actions.containsAll(List.of("application.add-member", "application.change-member",
            "application.remove-member", "application.leave", "application.hand-over")), actions.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"role":"GUEST"} | user
        {"user":"bob"} | role
        {"user":"nobody","role":"GUEST"} | user
        {"user":"bob","role":"KING"} | role
        {"user":"bob","role":"guest"} | role
        {"user":"bob","role":1} | role
        {"user":"bob","role":"GUEST","expiresAt":"tomorrow"} | expiresAt
        {"user":"bob","role":"GUEST","expiresAt":1e300} | expiresAt
        {"user":"bob","role":"GUEST","expiresAt":99999999999999} | expiresAt
        {"user":"bob","role":"GUEST","expiresAt":"2001-01-01T00:00:00Z"} | expiresAt
        {"user":"bob","role":"GUEST","expiresAt":"+999999999-01-01T00:00:00Z"} | expiresAt
        {"user":"bob","role":"GUEST","since":"2001-01-01T00:00:00Z"} | since
        """)
    void aFieldAtFaultIsNamed(String body, String field) throws Exception {
        post("ann", "/code-builds", "{\"name\":\"faulty\",\"repository\":\"https://git.example.org/x.git\"}");
        refused(400, field, post("ann", "/code-builds/faulty/members", body));
    }

    @Test
    void whatIsSomebodyElsesIsNotThere() throws Exception {
        ok(201, post("ann", "/image-groups", "{\"name\":\"secret\"}"));
        ok(201, post("ann", "/images", "{\"repository\":\"team/secret\",\"group\":\"secret\"}"));
        refused(404, "group", post("bob", "/images", "{\"repository\":\"team/bobs\",\"group\":\"secret\"}"));
        ok(201, post("bob", "/images", "{\"repository\":\"team/bobs\"}"));
        refused(404, "group", engine.call("bob", "PUT", "/images/team%2Fbobs/group", "{\"group\":\"secret\"}",
            "If-Match", "*"));
        refused(404, "image", post("bob", "/applications", "{\"name\":\"thief\",\"image\":\"team/secret\"}"));
        refused(404, "image", post("bob", "/code-builds",
            "{\"name\":\"thief\",\"repository\":\"https://git.example.org/x.git\",\"image\":\"team/secret\"}"));
        for (String path : List.of("/image-groups/secret", "/image-groups/secret/members", "/images/team%2Fsecret",
                "/images/team%2Fsecret/members")) {
            ok(404, engine.get("bob", path));
        }
        ok(404, engine.call("bob", "DELETE", "/images/team%2Fsecret/members/ann", ""));
        ok(404, engine.call("ann", "DELETE", "/images/team%2Fsecret/members/bob", ""));
    }

    @Test
    void imagesMoveBetweenGroups() throws Exception {
        ok(201, post("ann", "/image-groups", "{\"name\":\"tools\",\"description\":\"d\"}"));
        var made = post("ann", "/images", "{\"repository\":\"team/tool\",\"group\":\"tools\"}");
        assertEquals("tools", ok(201, made).get("group").asString());
        ok(201, post("ann", "/image-groups/tools/members", "{\"user\":\"bob\",\"role\":\"DEVELOPER\"}"));
        assertEquals(List.of("team/tool"), names(engine.get("bob", "/images?group=tools"), "repository"));
        assertEquals(List.of("tools"), names(engine.get("bob", "/images?search=tool"), "group"));
        ok(409, engine.call("ann", "DELETE", "/image-groups/tools", "", "If-Match", "*"));
        ok(428, engine.call("ann", "PUT", "/images/team%2Ftool/group", "{}"));
        ok(412, engine.call("ann", "PUT", "/images/team%2Ftool/group", "{}", "If-Match", "\"7\""));
        JsonNode moved = ok(200, engine.call("ann", "PUT", "/images/team%2Ftool/group", "{}", "If-Match",
            made.header("ETag")));
        assertFalse(moved.has("group"));
        ok(404, engine.get("bob", "/images/team%2Ftool"));
        var group = engine.get("ann", "/image-groups/tools");
        ok(428, engine.call("ann", "PATCH", "/image-groups/tools", "{\"description\":\"e\"}"));
        ok(200, engine.call("ann", "PATCH", "/image-groups/tools", "{\"description\":\"e\"}", "If-Match",
            group.header("ETag")));
        ok(412, engine.call("ann", "DELETE", "/image-groups/tools", "", "If-Match", group.header("ETag")));
        ok(204, engine.call("ann", "DELETE", "/image-groups/tools", ""));
    }

    @Test
    void listsAreFilteredSortedAndCut() throws Exception {
        for (String name : List.of("list-b", "list-a", "list-c")) {
            ok(201, post("ann", "/applications", "{\"name\":\"" + name + "\",\"isPrivate\":" + name.equals("list-c") + "}"));
        }
        String all = "/applications?search=list-";
        assertEquals(List.of("list-a", "list-b", "list-c"), names(engine.get("ann", all), "name"));
        assertEquals(List.of("list-a", "list-b"), names(engine.get("bob", all), "name"));
        assertEquals(List.of("list-c", "list-b", "list-a"), names(engine.get("ann", all + "&sort=-name"), "name"));
        assertEquals(List.of("list-b", "list-a", "list-c"), names(engine.get("ann", all + "&sort=created"), "name"));
        assertEquals(List.of("list-c"), names(engine.get("ann", all + "&visibility=private"), "name"));
        assertEquals(List.of("list-a", "list-b"), names(engine.get("ann", all + "&visibility=public&role=owner"), "name"));
        assertEquals(List.of(), names(engine.get("bob", all + "&role=guest"), "name"));
        assertEquals(List.of("list-b"), names(engine.get("bob", all + "&image=list-b"), "name"));
        refused(400, "sort", engine.get("ann", all + "&sort=host"));
        refused(400, "role", engine.get("ann", all + "&role=king"));
        refused(400, "visibility", engine.get("ann", "/code-builds?visibility=public"));
        assertEquals(List.of(), names(engine.get("ann", "/applications?search=%27%20or%201%3D1%20--"), "name"));

        List<String> seen = new ArrayList<>();
        String path = all + "&sort=-created&limit=1";
        for (int i = 0; i < 3; i++) {
            var part = engine.get("ann", path);
            seen.addAll(names(part, "name"));
            path = part.header("Link").replaceAll("^</api/v1([^>]*)>.*", "$1");
        }
        assertEquals(List.of("list-c", "list-a", "list-b"), seen);
        assertEquals("", path, "no link behind the last part");
    }

    @Test
    void aCursorIsGoodForItsListOnly() throws Exception {
        for (String name : List.of("cut-a", "cut-b", "cut-c")) {
            ok(201, post("ann", "/applications", "{\"name\":\"" + name + "\"}"));
            ok(201, post("ann", "/code-builds", "{\"name\":\"" + name + "\",\"repository\":\"https://git.example.org/x.git\"}"));
        }
        String next = ok(200, engine.get("ann", "/applications?limit=1&search=cut-")).get("next").asString();
        assertEquals(List.of("cut-b", "cut-c"),
            names(engine.get("ann", "/applications?limit=9&search=cut-&sort=NAME&after=" + next), "name"));
        for (String other : List.of("/applications?", "/applications?search=cut-&sort=-name&",
                "/applications?search=cut-&visibility=public&", "/applications?search=cut&", "/code-builds?search=cut-&",
                "/images?search=cut-&", "/applications/cut-a/members?", "/applications/cut-a/versions?")) {
            refused(400, "after", engine.get("ann", other + "after=" + next));
        }
        String runs = ok(200, engine.get("ann", "/applications/cut-a/members?limit=1")).path("next").asString("");
        assertEquals("", runs);
        refused(400, "after", engine.get("ann", "/applications?search=cut-&after=" + next.substring(1)));
    }

    @Test
    void oneOfTwoOwnersStaysWhenBothLeaveAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                String name = "race-" + round;
                ok(201, post("ann", "/image-groups", "{\"name\":\"" + name + "\"}"));
                ok(201, post("ann", "/image-groups/" + name + "/members", "{\"user\":\"bob\",\"role\":\"OWNER\"}"));
                List<Callable<Integer>> leaving = List.of(
                    () -> post("ann", "/image-groups/" + name + "/leave", "").status(),
                    () -> post("bob", "/image-groups/" + name + "/leave", "").status());
                List<Integer> answers = new ArrayList<>();
                for (var answer : threads.invokeAll(leaving)) {
                    answers.add(answer.get());
                }
                answers.sort(null);
                assertEquals(List.of(204, 409), answers, name);
            }
        }
    }

    @Test
    void aRepeatWithItsKeyAddsOnce() throws Exception {
        ok(201, post("ann", "/image-groups", "{\"name\":\"once\"}"));
        String body = "{\"user\":\"bob\",\"role\":\"GUEST\"}";
        for (int i = 0; i < 2; i++) {
            ok(201, engine.call("ann", "POST", "/image-groups/once/members", body, "Idempotency-Key", "k1"));
        }
        refused(409, "user", post("ann", "/image-groups/once/members", body));
    }
}
