package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.registry.RegistryStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Quotas, statistics and activity, over HTTP on the engine's own services. */
@Timeout(60)
class QuotasTest {
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

    private static RealEngine.Answered post(String user, String path, String body) throws Exception {
        return engine.call(user, "POST", path, body);
    }

    private static void limit(String subject, String limits) throws Exception {
        ok(200, engine.call("boss", "PUT", "/quotas/" + subject, "{\"limits\":" + limits + "}", "If-Match", "*"));
    }

    private static void push(String user, String repository, String tag, long bytes) {
        engine.registry.pushed(engine.actor(user, false), repository, Optional.of(tag), new RegistryStorage.Manifest(
            "application/json", (repository + tag).getBytes(StandardCharsets.UTF_8)), bytes);
    }

    @Test
    void aHandOverNeedsRoomInTheNextOwnersQuota() throws Exception {
        ok(201, post("ann", "/applications", "{\"name\":\"handed\"}"));
        limit("user/bob", "{\"applications\":0}");
        JsonNode refusal = ok(409, post("ann", "/applications/handed/hand-over", "{\"user\":\"bob\"}"));
        assertEquals("QUOTA_EXCEEDED applications", refusal.get("code").asString() + " "
            + refusal.get("field").asString());
        JsonNode last = ok(200, engine.get("ann", "/activity?kind=application&resource=handed&limit=1"))
            .get("items").get(0);
        assertEquals("application.hand-over QUOTA_EXCEEDED", last.get("action").asString() + " "
            + last.get("result").asString());
        limit("user/bob", "{\"applications\":1}");
        ok(200, post("ann", "/applications/handed/hand-over", "{\"user\":\"bob\"}"));
        assertEquals(1, ok(200, engine.get("bob", "/quotas/user/bob")).get("used").get("applications").asInt());
        last = ok(200, engine.get("ann", "/activity?kind=application&resource=handed&limit=1")).get("items").get(0);
        assertEquals("owner owner master", last.get("before").get("ann").asString() + " "
            + last.get("after").get("bob").asString() + " " + last.get("after").get("ann").asString());
    }

    @Test
    void aGroupsImagesStandBesideItsLimit() throws Exception {
        ok(201, post("ann", "/image-groups", "{\"name\":\"tools\"}"));
        ok(201, post("ann", "/images", "{\"repository\":\"team/in\",\"group\":\"tools\"}"));
        ok(201, post("ann", "/images", "{\"repository\":\"team/out\"}"));
        push("ann", "team/in", "1", 60);
        push("ann", "team/out", "1", 50);
        limit("image-group/tools", "{\"imageBytes\":100}");
        JsonNode standing = ok(200, engine.get("ann", "/quotas/image-group/tools"));
        assertEquals("60 of 100", standing.get("used").get("imageBytes").asLong() + " of "
            + standing.get("limits").get("imageBytes").asLong());
        ok(404, engine.get("cid", "/quotas/image-group/tools"));
        ok(403, engine.call("ann", "PUT", "/quotas/image-group/tools", "{\"limits\":{}}", "If-Match", "*"));
        JsonNode refusal = ok(409, engine.call("ann", "PUT", "/images/team%2Fout/group", "{\"group\":\"tools\"}",
            "If-Match", "*"));
        assertEquals("The quota of the image group tools is 100 bytes of images; 60 are used, and this asks for 50 more.",
            refusal.get("detail").asString());
        limit("image-group/tools", "{\"imageBytes\":110}");
        ok(200, engine.call("ann", "PUT", "/images/team%2Fout/group", "{\"group\":\"tools\"}", "If-Match", "*"));
        List<String> actions = ok(200, engine.get("ann", "/activity?kind=image-group&resource=tools")).get("items")
            .valueStream().map(item -> item.get("action").asString()).toList();
        assertEquals(List.of("quota.set", "quota.set", "image-group.create"), actions);
    }

    @Test
    void anExportIsOneObjectALineAndNotCutAtAPage() throws Exception {
        IntStream.range(0, 1_100).forEach(i -> push("cid", "cids/x", "t" + i, 1));
        var lines = engine.call("boss", "GET", "/activity?actor=cid&kind=image&limit=1", "", "Accept",
            "application/jsonl");
        assertEquals(200, lines.status());
        List<JsonNode> all = lines.body().lines().map(line -> engine.json.mapper().readTree(line)).toList();
        assertEquals(1_100, all.size());
        assertTrue(all.getFirst().get("id").asLong() < all.getLast().get("id").asLong());
        String middle = all.get(1_050).get("at").asString();
        var rest = engine.call("cid", "GET", "/activity?actor=cid&kind=image&from=" + middle, "", "Accept",
            "application/jsonl");
        assertTrue(rest.body().lines().count() >= 50 && rest.body().lines().count() < 1_100, rest.body());
        assertEquals(403, engine.call("ann", "GET", "/activity?actor=cid", "", "Accept", "application/jsonl").status());
    }

    @Test
    void statisticsTellWhatIsDone() throws Exception {
        push("bob", "bobs/x", "1", 1);
        push("bob", "bobs/x", "2", 1);
        JsonNode own = ok(200, engine.get("bob", "/statistics?by=user&per=range")).get("items").get(0);
        assertEquals("bob 2", own.get("name").asString() + " " + own.get("pushes").asInt());
        List<String> all = ok(200, engine.get("boss", "/statistics?by=user&per=range")).get("items").valueStream()
            .map(item -> item.get("name").asString()).toList();
        assertTrue(all.contains("bob"), all.toString());
    }
}
