package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.engine.Actor;
import io.leengine.spi.monitor.RangeQuery;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class ContractTest {
    private final LiveApi api = new LiveApi(Duration.ofSeconds(15));

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode ok(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return answer.body().isEmpty() ? null : api.tree(answer);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void sessionsTokensAndUsers() throws Exception {
        var made = api.send(HttpRequest.newBuilder(api.request("/sessions").build().uri())
            .header("Content-Type", "application/json; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"ada\",\"password\":\"secret\"}")));
        assertEquals("no-store", header(made, "Cache-Control"));
        JsonNode session = ok(201, made);
        assertEquals("{\"id\":\"u2\",\"name\":\"ada\",\"administrator\":false}", session.get("user").toString());
        assertEquals("2026-11-23T20:00:00Z", session.get("expiresAt").asString());
        String bearer = "bearer " + session.get("token").asString();
        var self = api.request("/self").setHeader("Authorization", bearer).GET();
        assertEquals("ada", ok(200, api.send(self)).get("name").asString());
        ok(204, api.send(api.request("/sessions/current").setHeader("Authorization", bearer).DELETE()));
        ok(401, api.send(self));

        JsonNode token = ok(201, api.call("POST", "/tokens", "{\"name\":\"laptop\",\"validitySeconds\":60}"));
        assertEquals("2026-11-23T08:01:00Z", token.get("expiresAt").asString());
        assertTrue(token.get("secret").asString().startsWith("secret-"));
        String listed = api.get("/tokens").body();
        assertTrue(listed.contains("laptop") && !listed.contains("secret"), listed);
        ok(204, api.call("DELETE", "/tokens/" + token.get("id").asString(), ""));
        ok(404, api.call("DELETE", "/tokens/" + token.get("id").asString(), ""));

        ok(204, api.call("PUT", "/self/password", "{\"present\":\"secret\",\"next\":\"better\"}"));
        ok(400, api.call("PUT", "/self/password", "{\"present\":\"secret\",\"next\":\"better\"}"));
        assertEquals("eve", ok(201, api.call("POST", "/users",
            "{\"name\":\"eve\",\"password\":\"p\",\"administrator\":true}")).get("name").asString());
        assertEquals(3, ok(200, api.get("/users")).get("items").size());
        assertFalse(api.get("/users").body().contains("better"));
    }

    @Test
    void tokensHaveAReach() throws Exception {
        JsonNode scoped = ok(201, api.call("POST", "/tokens",
            "{\"name\":\"ci\",\"role\":\"DEVELOPER\",\"kinds\":[\"image\"],\"resource\":\"team/a\"}"));
        JsonNode shown = ok(200, api.get("/tokens")).get("items").get(0);
        assertEquals(scoped.get("id").asString(), shown.get("id").asString());
        assertEquals("DEVELOPER [\"image\"] team/a false", shown.get("role").asString() + " " + shown.get("kinds") + " "
            + shown.get("resource").asString() + " " + shown.get("bossSide"));
        JsonNode refused = ok(400, api.call("POST", "/tokens", "{\"name\":\"ci\",\"kinds\":[\"user\"]}"));
        assertEquals("kinds", refused.get("field").asString());
        ok(400, api.call("POST", "/tokens", "{\"name\":\"ci\",\"role\":\"EMPEROR\"}"));

        for (String path : List.of("/applications/a", "/images/team%2Fa", "/image-groups/a", "/code-builds/a")) {
            JsonNode made = ok(201, api.call("POST", path + "/deploy-tokens",
                "{\"name\":\"pipeline\",\"role\":\"REPORTER\",\"validitySeconds\":60}"));
            String list = api.get(path + "/deploy-tokens").body();
            assertTrue(list.contains("pipeline") && !list.contains("secret"), list);
            ok(204, api.call("DELETE", path + "/deploy-tokens/" + made.get("id").asString(), ""));
            assertEquals(0, ok(200, api.get(path + "/deploy-tokens")).get("items").size());
            ok(404, api.call("DELETE", path + "/deploy-tokens/" + made.get("id").asString(), ""));
        }
    }

    @Test
    void usersAreLookedAfter() throws Exception {
        api.identity.closed.put("ada", Instant.parse("2026-11-23T08:01:00Z"));
        var closed = api.call("POST", "/sessions", "{\"name\":\"ada\",\"password\":\"secret\"}");
        ok(429, closed);
        assertEquals("8", header(closed, "Retry-After"));
        assertEquals("2026-11-23T08:01:00Z", ok(200, api.get("/users/ada")).get("closedUntil").asString());
        ok(204, api.call("DELETE", "/users/ada/lock-out", ""));
        assertFalse(ok(200, api.get("/users/ada")).has("closedUntil"));
        JsonNode changed = ok(200, api.call("PATCH", "/users/ada",
            "{\"email\":\"ada@example.org\",\"administrator\":true,\"disabled\":true}"));
        assertEquals("ada@example.org true true", changed.get("email").asString() + " " + changed.get("administrator") + " "
            + changed.get("disabled"));
        ok(204, api.call("PUT", "/users/ada/password", "{\"password\":\"correct horse\"}"));
        assertEquals("b@example.org", ok(200, api.call("PATCH", "/self", "{\"email\":\"b@example.org\"}")).get("email")
            .asString());
        ok(204, api.call("DELETE", "/users/ada", ""));
        ok(404, api.get("/users/ada"));
    }

    @Test
    void applicationsFromCreationToDeletion() throws Exception {
        var created = api.call("POST", "/applications", "{\"name\":\"hello\",\"description\":\"Grüße\"}");
        assertEquals("{\"name\":\"hello\",\"description\":\"Grüße\",\"image\":\"hello\",\"host\":\"hello.localhost\","
            + "\"group\":\"main\",\"isPrivate\":false,\"deleting\":false,\"createdAt\":\"2026-11-23T08:00:00Z\","
            + "\"createdBy\":\"boss\",\"revision\":1,\"live\":{},\"instances\":0,\"ready\":0}", created.body());
        assertEquals(201, created.statusCode());
        assertEquals("/api/v1/applications/hello", header(created, "Location"));
        assertEquals("\"1\"", header(created, "ETag"));
        assertEquals("no-store", header(created, "Cache-Control"));

        var changed = api.call("PATCH", "/applications/hello", "{\"host\":\"a.example.org\"}", "If-Match", "\"1\"");
        assertEquals("a.example.org", ok(200, changed).get("host").asString());
        assertEquals("\"2\"", header(changed, "ETag"));
        var got = api.get("/applications/hello");
        assertEquals("[\"http://hello.localhost:7480\"]", ok(200, got).get("urls").toString());
        var head = api.send(api.request("/applications/hello").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertEquals("\"2\"", header(head, "ETag"));
        assertEquals("", head.body());
        JsonNode listed = ok(200, api.get("/applications?search=ell")).get("items").get(0);
        assertEquals(4, listed.get("instances").asInt());
        assertEquals(3, listed.get("ready").asInt());
        ok(202, api.call("DELETE", "/applications/hello", ""));
        ok(404, api.get("/applications/hello"));
    }

    @Test
    void versionsTakeWhatIsNotGivenFromTheForm() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        JsonNode form = ok(200, api.get("/applications/hello/next-version"));
        assertEquals("old", form.get("tag").asString());
        assertEquals(1000, form.get("settings").get("healthCheck").get("intervalMillis").asInt());
        var made = api.call("POST", "/applications/hello/versions", "{\"tag\":\"1.0\",\"settings\":{\"port\":9000,"
            + "\"environment\":{\"X\":\"y\"},\"healthCheck\":{\"path\":\"/ready\"},\"graceSeconds\":3}}");
        assertEquals("/api/v1/applications/hello/versions/v1", header(made, "Location"));
        String operation = header(made, "Operation-Location");
        assertTrue(operation.startsWith("/api/v1/operations/"), operation);
        JsonNode told = ok(200, api.get(operation.substring("/api/v1".length())));
        assertEquals("application.deploy", told.get("action").asString());
        assertEquals("RUNNING", told.get("state").asString());
        assertEquals(1, ok(200, api.get("/operations?state=RUNNING")).get("items").size());
        assertEquals(0, ok(200, api.get("/operations?state=FAILED")).get("items").size());
        ok(404, api.get("/operations/none"));
        JsonNode version = ok(201, made);
        assertEquals("{\"command\":[\"run\"],\"environment\":{\"X\":\"y\"},\"port\":9000,\"cpuMillis\":500,"
            + "\"memoryBytes\":268435456,\"healthCheck\":{\"path\":\"/ready\",\"intervalMillis\":1000,"
            + "\"timeoutMillis\":2000,\"failures\":3,\"startLimitMillis\":60000,\"restartAfter\":0},"
            + "\"graceSeconds\":3}",
            version.get("settings").toString());
        assertEquals("1.0", version.get("tag").asString());
        assertEquals(MemoryApplications.DIGEST.toString(), version.get("digest").asString());
        assertEquals("{\"room-1\":2,\"room-2\":2}", version.get("cells").toString());
        assertEquals("LIVE", version.get("state").asString());
        assertEquals("READY", version.get("condition").asString());
        assertEquals(100, version.get("weight").asInt());
        // The form's weight and replacement are its own: a further version gets no traffic unaware.
        assertEquals(0, api.applications.lastDeployment.weight());
        assertFalse(api.applications.lastDeployment.replace());
        ok(201, api.call("POST", "/applications/hello/versions", "{\"digest\":\"" + MemoryApplications.DIGEST
            + "\",\"weight\":10,\"replace\":true,\"cells\":{\"room-1\":1}}"));
        assertEquals(10, api.applications.lastDeployment.weight());
        assertTrue(api.applications.lastDeployment.replace());
        assertEquals(Optional.empty(), api.applications.lastDeployment.tag());
        assertEquals(2, ok(200, api.get("/applications/hello/versions")).get("items").size());
        assertEquals(2, ok(200, api.get("/applications/hello/versions/v2")).get("number").asInt());
        ok(404, api.get("/applications/hello/versions/v3"));
    }

    @Test
    void weightsScaleRollBack() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        api.call("POST", "/applications/hello/versions", "{\"tag\":\"1\"}");
        api.call("POST", "/applications/hello/versions", "{\"tag\":\"2\"}");
        var weighed = api.call("PUT", "/applications/hello/weights", "{\"weights\":{\"v1\":90,\"v2\":10}}");
        assertEquals("{\"v1\":90,\"v2\":10}", ok(200, weighed).get("live").toString());
        assertEquals("\"1\"", header(weighed, "ETag"));
        JsonNode scaled = ok(200, api.call("PUT", "/applications/hello/versions/v1/scale", "{\"instances\":7}"));
        assertEquals("{\"room-1\":3,\"room-2\":4}", scaled.get("versions").get(0).get("cells").toString());
        assertEquals(11, scaled.get("instances").asInt());
        scaled = ok(200, api.call("PUT", "/applications/hello/versions/v1/scale", "{\"cells\":{\"room-9\":1}}"));
        assertEquals("{\"room-9\":1}", scaled.get("versions").get(0).get("cells").toString());
        ok(200, api.call("POST", "/applications/hello/roll-back", ""));
        ok(200, api.call("POST", "/applications/hello/roll-back", "{\"version\":\"v1\"}"));
    }

    @Test
    void instancesEventsMetrics() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"hello\"}");
        api.applications.log("i1");
        assertEquals("{\"cell\":\"room-1\",\"id\":\"i1\",\"version\":\"v1\",\"node\":\"node\","
            + "\"endpoint\":\"127.0.0.1:4000\",\"state\":\"RUNNING\",\"ready\":true,"
            + "\"startedAt\":\"2026-11-23T08:00:00Z\",\"restarts\":0,\"reason\":\"\",\"attributes\":{\"pid\":\"7\"},"
            + "\"seenAt\":\"2026-11-23T08:00:00Z\"}",
            ok(200, api.get("/applications/hello/instances")).get("items").get(0).toString());
        ok(202, api.call("DELETE", "/applications/hello/instances/room-1/i1", ""));
        assertEquals(List.of("room-1/i1"), api.applications.evicted);
        assertEquals("Started", ok(200, api.get("/applications/hello/events")).get("items").get(0).get("reason")
            .asString());
        assertEquals("{\"series\":[{\"labels\":{\"instance\":\"i1\"},\"points\":[[1795420800000,1.5]]}]}",
            ok(200, api.get("/applications/hello/metrics?metric=cpu&from=2026-11-23T07:00:00Z"
                + "&to=2026-11-23T08:00:00Z&stepSeconds=30&reduce=RATE&cell=room-1")).toString());
        assertEquals(new RangeQuery("cpu", Map.of("cell", "room-1"), Instant.parse("2026-11-23T07:00:00Z"),
            Instant.parse("2026-11-23T08:00:00Z"), Duration.ofSeconds(30), RangeQuery.Reduce.RATE),
            api.applications.lastQuery);
    }

    @Test
    void imagesAndTags() throws Exception {
        var made = api.call("POST", "/images", "{\"repository\":\"team/hello\",\"isPublic\":true}");
        ok(201, made);
        assertEquals("/api/v1/images/team%2Fhello", header(made, "Location"));
        var got = api.get("/images/team%2Fhello");
        assertEquals("{\"repository\":\"team/hello\",\"description\":\"\",\"isPublic\":true,"
            + "\"createdAt\":\"2026-11-23T08:00:00Z\",\"createdBy\":\"boss\",\"revision\":1}", got.body());
        var same = api.send(api.request("/images/team%2fhello").GET().header("If-None-Match", "W/\"1\""));
        assertEquals(304, same.statusCode());
        assertEquals("\"1\"", header(same, "ETag"));
        assertEquals("", same.body());
        ok(200, api.call("PATCH", "/images/team%2Fhello", "{\"description\":\"d\"}", "If-Match", "\"1\""));
        assertEquals(200, api.send(api.request("/images/team%2Fhello").GET().header("If-None-Match", "\"1\""))
            .statusCode());
        api.images.tag("1.0");
        JsonNode tags = ok(200, api.get("/images/team%2Fhello/tags"));
        assertEquals("[\"hello/v1\"]", tags.get("items").get(0).get("versions").toString());
        ok(204, api.call("DELETE", "/images/team%2Fhello/tags/1.0", ""));
        ok(404, api.call("DELETE", "/images/team%2Fhello/tags/1.0", ""));
        ok(204, api.call("DELETE", "/images/team%2Fhello", ""));
    }

    @Test
    void codeBuildsAndRuns() throws Exception {
        var made = api.call("POST", "/code-builds", "{\"name\":\"hello\",\"repository\":\"https://git/x.git\","
            + "\"compile\":[\"package\"]}");
        JsonNode build = ok(201, made);
        assertEquals(900, build.get("timeLimitSeconds").asInt());
        assertEquals("[\"package\"]", build.get("compile").toString());
        assertEquals("/api/v1/code-builds/hello", header(made, "Location"));
        var replaced = api.call("PUT", "/code-builds/hello", "{\"repository\":\"r2\",\"timeLimitSeconds\":60}",
            "If-Match", header(made, "ETag"));
        assertEquals(60, ok(200, replaced).get("timeLimitSeconds").asInt());
        assertEquals("\"2\"", header(replaced, "ETag"));
        ok(400, api.call("PUT", "/code-builds/hello", "{\"name\":\"other\",\"repository\":\"r\"}", "If-Match", "*"));
        var run = api.call("POST", "/code-builds/hello/runs", "{\"ref\":\"dev\"}");
        assertTrue(header(run, "Location").startsWith("/api/v1/operations/"));
        assertEquals("{\"codeBuild\":\"hello\",\"number\":1,\"ref\":\"dev\",\"tag\":\"\",\"state\":\"RUNNING\","
            + "\"commit\":\"\",\"error\":\"\","
            + "\"stages\":[{\"stage\":\"CLONE\",\"startedAt\":\"2026-11-23T08:00:00Z\"}],"
            + "\"createdAt\":\"2026-11-23T08:00:00Z\",\"createdBy\":\"boss\",\"startedAt\":\"2026-11-23T08:00:00Z\","
            + "\"attempt\":1}", ok(202, run).toString());
        assertEquals(1, ok(200, api.get("/code-builds/hello/runs")).get("items").size());
        assertEquals("CANCELED", ok(202, api.call("POST", "/code-builds/hello/runs/1/cancel", "")).get("state")
            .asString());
        ok(200, api.get("/code-builds/hello/runs/1"));
        ok(404, api.get("/code-builds/hello/runs/one"));
        ok(204, api.call("POST", "/code-builds/hello/clear-cache", ""));
        assertEquals(List.of("hello"), api.codeBuilds.cleared);
        ok(200, api.get("/code-builds"));
        ok(204, api.call("DELETE", "/code-builds/hello", ""));
    }

    @Test
    void cellsAreDrained() throws Exception {
        assertEquals("cell.drain", ok(200, api.call("POST", "/cells/room-1/drain?dryRun=true", "")).get("activity")
            .get("action").asString());
        assertEquals("[false,0,null]", drain(api.get("/cells/room-1")));
        assertEquals("[true,1,[\"hello\"]]", drain(api.call("POST", "/cells/room-1/drain", "")));
        assertEquals("[false,0,null]", drain(api.call("POST", "/cells/room-1/undrain", "")));
        ok(404, api.call("POST", "/cells/nowhere/drain", ""));
    }

    private String drain(HttpResponse<String> answered) {
        JsonNode cell = ok(200, answered);
        return "[" + cell.get("drained") + "," + cell.get("heldBy") + "," + cell.get("holders") + "]";
    }

    @Test
    void thePlatform() throws Exception {
        JsonNode cell = ok(200, api.get("/cells/room-1"));
        assertEquals(cell.toString(), ok(200, api.get("/cells")).get("items").get(0).toString());
        assertEquals("{\"state\":\"UP\",\"message\":\"\"}", cell.get("health").toString());
        assertEquals(2000, cell.get("nodes").get(0).get("cpuMillis").asInt());
        assertEquals("DOWN", ok(200, api.get("/load-balancer-groups")).get("items").get(0).get("health").get("state")
            .asString());
        JsonNode domain = ok(200, api.get("/load-balancer-groups/main/domains")).get("items").get(0);
        assertEquals("127.0.0.1:4000", domain.get("upstreams").get(0).get("endpoint").asString());
        assertEquals(60_000, domain.get("requestTimeoutMillis").asInt());

        var made = api.call("POST", "/parts", "{\"seam\":\"load-balancer\",\"name\":\"a\",\"plugin\":\"p\","
            + "\"settings\":{\"k\":\"v\"}}");
        assertEquals("/api/v1/parts/load-balancer/a", header(made, "Location"));
        assertEquals(made.body(), api.get("/parts/load-balancer/a").body());
        assertEquals("\"1\"", header(api.get("/parts/load-balancer/a"), "ETag"));
        ok(200, api.call("PUT", "/parts/load-balancer/a", "{\"plugin\":\"p2\"}", "If-Match", "\"1\""));
        assertEquals("p2", ok(200, api.get("/parts")).get("items").get(0).get("plugin").asString());
        ok(204, api.call("DELETE", "/parts/load-balancer/a", ""));
        ok(404, api.get("/parts/load-balancer/a"));
        assertEquals("scheduler", ok(200, api.get("/plugins")).get("items").get(0).get("seam").asString());
        assertEquals("active", ok(200, api.get("/bundles")).get("items").get(0).get("state").asString());
        JsonNode activity = ok(200, api.get("/activity?kind=code-build&resource=hello&limit=1"));
        assertEquals("code-build", activity.get("items").get(0).get("kind").asString());
        assertEquals("hello", activity.get("items").get(0).get("resource").asString());
    }

    @Test
    void bundlesAreSwapped() throws Exception {
        assertEquals("b", ok(200, api.get("/bundles")).get("items").get(0).get("name").asString());
        assertEquals("scheduler/room-1", ok(200, api.get("/bundles/b")).get("serves").get(0).asString());
        ok(404, api.get("/bundles/c"));
        var begun = upload("/bundles?digest=sha256:" + "0".repeat(64), "application/java-archive");
        assertTrue(header(begun, "Location").startsWith("/api/v1/operations/"));
        assertEquals("install", ok(202, begun).get("kind").asString());
        assertEquals("a jar", new String(api.bundles.uploaded, StandardCharsets.UTF_8));
        assertEquals("1", ok(200, upload("/bundles/check", "application/octet-stream")).get("replaces").asString());
        assertEquals(415, upload("/bundles", "text/plain").statusCode());
        assertEquals(400, upload("/bundles?digest=md5:1", "application/octet-stream").statusCode());
        assertEquals("roll-back", ok(202, api.call("POST", "/bundles/b/roll-back", "")).get("kind").asString());
        assertEquals("remove", ok(202, api.call("DELETE", "/bundles/b", "")).get("kind").asString());
        var part = ok(202, api.call("POST", "/parts/load-balancer/a/swap", "{\"plugin\":\"p\"}"));
        assertEquals("load-balancer/a", part.get("subject").asString());
        assertEquals("p", part.get("after").get("plugin").asString());
        assertEquals(12, ok(200, api.get("/swaps/3")).get("gapMillis").asInt());
        ok(404, api.get("/swaps/4"));
        ok(404, api.get("/swaps/last"));
        assertEquals("b", ok(200, api.get("/swaps?subject=b")).get("items").get(0).get("subject").asString());
    }

    private HttpResponse<String> upload(String path, String type) throws Exception {
        return api.send(api.request(path).header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString("a jar")));
    }

    @Test
    void pagesAreFollowedByCursorOrLink() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            api.call("POST", "/applications", "{\"name\":\"app-" + i + "\"}");
        }
        String path = "/applications?limit=3&search=app";
        while (!path.isEmpty()) {
            var answer = api.get(path);
            JsonNode page = ok(200, answer);
            names.addAll(page.get("items").findValues("name").stream().map(JsonNode::asString).toList());
            String link = header(answer, "Link");
            assertEquals(page.has("next"), !link.isEmpty());
            if (page.has("next")) {
                assertTrue(link.endsWith("; rel=\"next\"") && link.contains("limit=3") && link.contains("search=app"));
            }
            path = link.isEmpty() ? "" : link.substring("</api/v1".length(), link.indexOf('>'));
        }
        assertEquals(List.of("app-0", "app-1", "app-2", "app-3", "app-4", "app-5", "app-6"), names);
        api.call("POST", "/images", "{\"repository\":\"team/hello\"}");
        api.images.tag("1");
        api.images.tag("2");
        assertTrue(header(api.get("/images/team%2Fhello/tags?limit=1"), "Link")
            .startsWith("</api/v1/images/team%2Fhello/tags?limit=1&after="));
    }

    @Test
    void shortListsArePagedToo() throws Exception {
        for (int i = 0; i < 3; i++) {
            api.call("POST", "/tokens", "{\"name\":\"t" + i + "\"}");
        }
        JsonNode page = ok(200, api.get("/tokens?limit=2"));
        assertEquals(2, page.get("items").size());
        JsonNode rest = ok(200, api.get("/tokens?limit=2&after=" + page.get("next").asString()));
        assertEquals(1, rest.get("items").size());
        assertFalse(rest.has("next"));
        assertEquals(1, ok(200, api.get("/tokens?search=T1")).get("items").size());
    }

    @Test
    void idempotencyKeysReachTheEngine() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"a\"}", "Idempotency-Key", "key 1");
        Actor.IdempotencyKey first = api.applications.lastActor.idempotency().orElseThrow();
        assertEquals("key 1", first.key());
        api.call("DELETE", "/applications/a", "");
        api.call("POST", "/applications", "{\"name\":\"a\"}", "Idempotency-Key", "key 1");
        assertEquals(first, api.applications.lastActor.idempotency().orElseThrow());
        api.call("POST", "/applications", "{\"name\":\"b\"}", "Idempotency-Key", "key 1");
        assertNotEquals(first.fingerprint(), api.applications.lastActor.idempotency().orElseThrow().fingerprint());
        api.call("POST", "/applications", "{\"name\":\"c\"}");
        assertEquals(Optional.empty(), api.applications.lastActor.idempotency());
    }

    @Test
    void theActorKnowsTheRequest() throws Exception {
        api.call("POST", "/applications", "{\"name\":\"a\"}", "X-Request-Id", "my-id");
        assertEquals("my-id", api.applications.lastActor.requestId());
        assertEquals("127.0.0.1", api.applications.lastActor.address());
        assertEquals("boss", api.applications.lastActor.name());
    }

    @Test
    void theDocumentAndItsPageAreOpen() throws Exception {
        URI base = api.request("/openapi.json").build().uri();
        var document = api.send(HttpRequest.newBuilder(base).GET());
        assertEquals("3.1.0", ok(200, document).get("openapi").asString());
        var page = api.send(HttpRequest.newBuilder(base.resolve("docs")).GET());
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        String policy = header(page, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'") && !policy.contains("unsafe"), policy);
        assertFalse(page.body().contains("http://") || page.body().contains("https://"), "nothing from elsewhere");
    }

    @Test
    void activityAsLines() throws Exception {
        JsonNode one = ok(200, api.get("/activity?action=application.deploy&actor=boss&from=2026-11-23T08:00:00Z"))
            .get("items").get(0);
        assertEquals("{\"ref\":\"main\"} {\"ref\":\"next\"}", one.get("before") + " " + one.get("after"));
        assertEquals("application.deploy user", one.get("action").asString() + " " + one.get("actorKind").asString());
        var lines = api.call("GET", "/activity?kind=image&limit=1", "", "Accept", "application/jsonl");
        assertEquals(200, lines.statusCode(), lines.body());
        assertEquals("application/jsonl", header(lines, "Content-Type"));
        assertEquals(3, lines.body().lines().count());
        lines.body().lines().forEach(line -> assertEquals("image", api.json.mapper().readTree(line).get("kind")
            .asString()));
        assertTrue(lines.body().endsWith("}\n"));
        ok(400, api.get("/activity?from=yesterday"));
        var refused = api.send(api.request("/activity").setHeader("Authorization", "Bearer ada")
            .header("Accept", "application/jsonl").GET());
        ok(403, refused);
        assertEquals("application/problem+json", header(refused, "Content-Type"));
    }

    @Test
    void quotas() throws Exception {
        var none = api.get("/quotas/user/ann");
        assertEquals("{\"subject\":\"user\",\"name\":\"ann\",\"own\":{},\"limits\":{},\"used\":{\"instances\":4}}",
            ok(200, none).toString());
        assertEquals("\"0\"", header(none, "ETag"));
        ok(428, api.call("PUT", "/quotas/user/ann", "{\"limits\":{}}"));
        var set = api.call("PUT", "/quotas/user/ann", "{\"limits\":{\"instances\":9,\"builds\":-1}}", "If-Match",
            "\"0\"");
        assertEquals("{\"instances\":9,\"builds\":-1}", ok(200, set).get("own").toString());
        assertEquals("{\"instances\":9}", ok(200, set).get("limits").toString());
        assertEquals("\"1\"", header(set, "ETag"));
        ok(412, api.call("PUT", "/quotas/user/ann", "{\"limits\":{}}", "If-Match", "\"0\""));
        assertEquals("limits.instances", ok(400, api.call("PUT", "/quotas/user/ann",
            "{\"limits\":{\"instances\":\"9\"}}", "If-Match", "*")).get("field").asString());
        assertEquals("limits.nodes", ok(400, api.call("PUT", "/quotas/user/ann", "{\"limits\":{\"nodes\":9}}",
            "If-Match", "*")).get("field").asString());
        assertEquals("subject", ok(400, api.get("/quotas/cell/ann")).get("field").asString());
        ok(404, api.get("/quotas/image-group/tools"));
        var all = api.call("PUT", "/quotas/image-group", "{\"limits\":{\"imageBytes\":7}}", "If-Match", "*");
        assertEquals("{\"subject\":\"image-group\",\"limits\":{\"imageBytes\":7}}", ok(200, all).toString());
        assertEquals(all.body(), api.get("/quotas/image-group").body());
        JsonNode list = ok(200, api.get("/quotas?limit=1"));
        assertEquals("ann", list.get("items").get(0).get("name").asString());
        assertTrue(list.has("next"));
    }

    @Test
    void statisticsAndRegions() throws Exception {
        JsonNode day = ok(200, api.get("/statistics?from=2026-11-01&to=2026-11-27")).get("items").get(0);
        assertEquals("{\"day\":\"2026-11-01\",\"deploys\":2,\"scalings\":0,\"rollBacks\":0,\"builds\":0,\"pushes\":3,"
            + "\"pulls\":0}", day.toString());
        JsonNode whole = ok(200, api.get("/statistics?per=range&by=user")).get("items").get(0);
        assertEquals("=b,\"c", whole.get("name").asString());
        assertTrue(!whole.has("day"));
        var table = api.call("GET", "/statistics?from=2026-11-01&by=user", "", "Accept", "text/csv");
        assertEquals("day,name,deploys,scalings,rollBacks,builds,pushes,pulls\r\n2026-11-01,\"'=b,\"\"c\",2,0,0,0,3,0\r\n",
            table.body());
        for (String bad : List.of("from=2026-13-01", "to=2026-11-27T00:00:00Z", "from=99999-01-01", "by=node", "per=week")) {
            JsonNode problem = ok(400, api.get("/statistics?" + bad));
            assertEquals(bad.substring(0, bad.indexOf('=')), problem.get("field").asString());
        }
        assertEquals("{\"name\":\"local\",\"cells\":[\"room-1\"],\"groups\":[\"main\"]}",
            ok(200, api.get("/regions")).get("items").get(0).toString());
        assertEquals("{\"instances\":0,\"cpuMillis\":0,\"memoryBytes\":0}",
            ok(200, api.get("/cells/room-1")).get("allocated").toString());
    }
}
