package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Collections of the registry, over HTTP on the engine's own services; nobody carries them out. */
@Timeout(60)
class CollectionsTest {
    private static final String ALL = "/registry/collections";

    @TempDir
    static Path folder;

    private static RealEngine engine;

    @BeforeAll
    static void start() {
        engine = new RealEngine(folder).with("ann", false).with("boss", true);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static JsonNode ok(int status, RealEngine.Answered answer) {
        assertEquals(status, answer.status(), answer.body());
        return answer.body().isEmpty() ? null : engine.tree(answer);
    }

    @Test
    void oneIsAskedForSeenAndEnded() throws Exception {
        ok(403, engine.call("ann", "POST", ALL, "{}"));
        ok(403, engine.get("ann", ALL));
        JsonNode tried = ok(200, engine.call("boss", "POST", ALL + "?dryRun=true", "{}"));
        assertEquals("registry.collect", tried.get("activity").get("action").asString());
        assertEquals(0, ok(200, engine.get("boss", ALL)).get("items").size());
        ok(400, engine.call("boss", "POST", ALL, "{\"countOnly\":\"perhaps\"}"));
        var begun = engine.call("boss", "POST", ALL, "{\"countOnly\":true}");
        JsonNode run = ok(202, begun);
        String id = run.get("id").asString();
        assertTrue(run.get("countOnly").asBoolean());
        assertEquals("running boss 0", run.get("state").asString() + " " + run.get("askedBy").asString() + " "
            + run.get("figures").get("bytesFreed").asLong());
        JsonNode operation = ok(200, engine.get("boss", begun.header("Location").replaceFirst(".*/api/v1", "")));
        assertEquals("RUNNING registry.collect", operation.get("state").asString() + " " + operation.get("action").asString());
        JsonNode refusal = ok(409, engine.call("boss", "POST", ALL, "{}"));
        assertTrue(refusal.get("detail").asString().contains(id), refusal.toString());
        assertEquals(id, ok(200, engine.get("boss", ALL)).get("items").get(0).get("id").asString());
        ok(204, engine.call("boss", "DELETE", ALL + "/" + id, ""));
        JsonNode ended = ok(200, engine.get("boss", ALL + "/" + id));
        assertEquals("canceled", ended.get("state").asString());
        assertFalse(ended.get("endedAt").asString().isEmpty());
        assertEquals("CANCELED", ok(200, engine.get("boss", "/operations/" + operation.get("id").asString())).get("state")
            .asString());
        ok(409, engine.call("boss", "DELETE", ALL + "/" + id, ""));
        ok(404, engine.get("boss", ALL + "/none"));
        ok(404, engine.call("boss", "DELETE", ALL + "/none", ""));
    }
}
