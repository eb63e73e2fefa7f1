package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A cell that fails, or that somebody wants to take away, while an application runs there. */
@ExtendWith(SharedEngine.class)
class CellGoneIT {
    private static final String NAME = "cells";
    private LiveEngine engine;

    @BeforeEach
    void deploy(LiveEngine shared) throws Exception {
        engine = shared;
        engine.create(NAME);
        engine.deploy(NAME, "one", 1, 100).expect(201);
        engine.awaitReady(NAME, 2);
    }

    @AfterEach
    void remove() throws Exception {
        engine.remove(NAME);
    }

    @Test
    void keepsACellThatIsUsed() {
        Answer refused = engine.api().delete("/parts/scheduler/cell-b").expect(409);
        assertTrue(refused.at("detail").contains(NAME), refused.text());
        engine.api().delete("/parts/load-balancer/public").expect(409);
        assertEquals(true, engine.api().get("/parts/scheduler/cell-b").expect(200).body().path("present").asBoolean());
    }

    @Test
    void goesOnWithoutACellAndTakesItUpAgain() throws Exception {
        Answer part = engine.api().get("/parts/scheduler/cell-b").expect(200);
        var before = new TreeSet<>(Sandboxed.instances(engine.root()));
        Map<String, String> settings = new HashMap<>();
        part.body().path("settings").properties().forEach(one -> settings.put(one.getKey(), one.getValue().asString()));
        String folder = settings.put("folder", "/proc/nowhere");
        put(part.at("plugin"), settings);
        Await.until("the problem to be told", LiveEngine.LONG, () -> {
            JsonNode problems = engine.api().get("/applications/cells").expect(200).body().path("problems");
            return Await.unless(problems.toString().contains("cell-b"), problems.toString());
        });
        Answer health = engine.nobody().get("/health").expect(200);
        assertTrue(health.body().path("missing").toString().contains("cell-b"), health.text());
        engine.awaitServed(NAME, "one");
        // Neither does an engine that starts meanwhile wait for it for ever.
        engine.killAndStartUnwhole();
        assertTrue(engine.nobody().get("/health").body().path("missing").toString().contains("cell-b"));
        engine.awaitServed(NAME, "one");
        // The other cell obeys, and so does this one when it is back.
        engine.api().put("/applications/cells/versions/v1/scale", Map.of("instances", 4)).expect(200);
        Await.until("the other cell to obey", LiveEngine.LONG, () -> {
            Answer cells = engine.api().get("/applications/cells/instances").expect(200);
            long ready = cells.body().path("items").valueStream().filter(each -> each.path("ready").asBoolean()
                    && each.path("cell").asString().equals("cell-a")).count();
            return Await.unless(ready == 2, cells.text());
        });
        settings.put("folder", folder);
        put(part.at("plugin"), settings);
        engine.awaitReady(NAME, 4);
        engine.awaitServed(NAME, "one");
        assertTrue(Sandboxed.instances(engine.root()).containsAll(before), "an instance was given up");
        Await.until("the platform to be whole", LiveEngine.LONG, engine.nobody()::flaw);
    }

    private void put(String plugin, Map<String, String> settings) {
        engine.api().send("PUT", "/parts/scheduler/cell-b", Map.of("plugin", plugin, "settings", settings),
                Map.of("If-Match", "*")).expect(200);
    }
}
