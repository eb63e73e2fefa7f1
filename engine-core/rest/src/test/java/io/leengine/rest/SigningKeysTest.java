package io.leengine.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The keys that sign the registry's tokens, over HTTP on the engine's own services. */
@Timeout(60)
class SigningKeysTest {
    private static final String KEYS = "/signing-keys";

    @TempDir
    Path folder;

    @Test
    void anAdministratorListsAndRotatesThem() throws Exception {
        try (RealEngine engine = new RealEngine(folder).with("ann", false).with("boss", true)) {
            assertEquals(401, engine.get("", KEYS).status());
            assertEquals(403, engine.get("ann", KEYS).status());
            assertEquals(403, engine.call("ann", "POST", KEYS, "").status());
            assertEquals(0, engine.tree(engine.get("boss", KEYS)).path("items").size());
            var tried = engine.call("boss", "POST", KEYS + "?dryRun=true", "");
            assertEquals("signing-key.rotate", engine.tree(tried).path("activity").path("action").asString(), tried.body());
            assertEquals(0, engine.tree(engine.get("boss", KEYS)).path("items").size());
            var made = engine.call("boss", "POST", KEYS, "");
            assertEquals(201, made.status(), made.body());
            JsonNode key = engine.tree(made);
            assertEquals("PUBLISHED", key.path("state").asString());
            assertFalse(made.body().contains("sealed"), made.body());
            assertEquals(key, engine.tree(engine.get("boss", KEYS)).path("items").get(0));
            var again = engine.call("boss", "POST", KEYS, "");
            assertEquals(409, again.status(), again.body());
            assertEquals("CONFLICT", engine.tree(again).path("code").asString());
        }
    }
}
