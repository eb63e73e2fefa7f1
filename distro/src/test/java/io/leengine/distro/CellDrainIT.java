package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A cell whose traffic moves to the other one and back, while requests come. */
@ExtendWith(SharedEngine.class)
class CellDrainIT {
    private static final String NAME = "drained";
    private static final String HOST = NAME + ".localhost";
    private static final int CLIENTS = 4;

    private final AtomicBoolean enough = new AtomicBoolean();
    private LiveEngine engine;

    @BeforeEach
    void deploy(LiveEngine shared) throws Exception {
        engine = shared;
        engine.create(NAME);
        engine.deploy(NAME, "one", 2, 100).expect(201);
        engine.awaitReady(NAME, 4);
        serving(NAME, Set.of("cell-a", "cell-b"));
    }

    @AfterEach
    void remove() throws Exception {
        engine.api().post("/cells/cell-a/undrain", null).expect(200);
        engine.api().post("/cells/cell-b/undrain", null).expect(200);
        engine.remove(NAME);
    }

    private List<JsonNode> upstreams(String name) {
        return engine.api().get("/load-balancer-groups/public/domains").expect(200).body().path("items").valueStream()
                .filter(domain -> domain.path("host").asString().equals(name + ".localhost"))
                .flatMap(domain -> domain.path("upstreams").valueStream()).toList();
    }

    private void serving(String name, Set<String> cells) throws Exception {
        Await.until(name + " to be served from " + cells, LiveEngine.LONG, () -> {
            Set<String> found = new TreeSet<>();
            List<JsonNode> upstreams = upstreams(name);
            upstreams.forEach(each -> found.add(each.path("cell").asString()));
            return Await.unless(found.equals(new TreeSet<>(cells)), upstreams.toString());
        });
    }

    private long answered() {
        return upstreams(NAME).stream().mapToLong(each -> each.path("requests").asLong()).sum();
    }

    private JsonNode cell(String name) {
        return engine.api().get("/cells/" + name).expect(200).body();
    }

    /** Asks again and again; returns how often, and fails with the first answer that is none. */
    private int load() {
        int answers = 0;
        while (!enough.get()) {
            assertEquals(200, engine.nobody().fetch(HOST).status());
            answers++;
        }
        return answers;
    }

    /** Asks until so many instances have answered, and a while longer; returns which did. */
    private Set<String> answering(int instances) throws Exception {
        Set<String> seen = new TreeSet<>();
        Await.until(instances + " instances to answer", LiveEngine.LONG, () -> {
            for (int i = 0; i < 20; i++) {
                seen.add(engine.nobody().fetch(HOST).at("instance"));
            }
            return Await.unless(seen.size() >= instances, seen.toString());
        });
        assertEquals(instances, seen.size(), seen.toString());
        return seen;
    }

    /** Waits until so many more requests were answered from where the traffic is now. */
    private void more(int count) throws Exception {
        long before = answered();
        Await.until(count + " more answers", LiveEngine.LONG, () ->
                Await.unless(answered() >= before + count, answered() + " of " + (before + count)));
    }

    @Test
    void trafficMovesToTheOtherCellAndBackWithoutAFailedRequest() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit((Callable<Integer>) this::load));
            }
            try {
                more(200);
                Set<String> instances = new TreeSet<>(Sandboxed.instances(engine.root()));
                JsonNode drained = engine.api().post("/cells/cell-a/drain", null).expect(200).body();
                assertTrue(drained.path("drained").asBoolean(), drained.toString());
                serving(NAME, Set.of("cell-b"));
                more(200);
                Set<String> answering = answering(2);
                assertEquals(2, upstreams(NAME).stream().filter(each -> each.path("cell").asString().equals("cell-b")).count());
                more(200);
                assertEquals(answering, answering(2), "all answers come from the other cell");
                assertEquals(0, cell("cell-a").path("heldBy").asInt());
                engine.awaitReady(NAME, 4);
                assertEquals(instances, new TreeSet<>(Sandboxed.instances(engine.root())), "all of them run on");
                engine.api().post("/cells/cell-a/drain", null).expect(200);
                assertEquals(false, engine.api().post("/cells/cell-a/undrain", null).expect(200).body().path("drained")
                        .asBoolean());
                serving(NAME, Set.of("cell-a", "cell-b"));
                assertTrue(answering(4).containsAll(answering), "and now from both");
            } finally {
                enough.set(true);
            }
            for (Future<Integer> client : clients) {
                assertTrue(client.get(LiveEngine.LONG.toSeconds(), TimeUnit.SECONDS) > 0, "each client was answered");
            }
        }
        List<String> actions = engine.api().get("/activity?kind=part&resource=scheduler%2Fcell-a&limit=3").expect(200).body()
                .path("items").valueStream().map(each -> each.path("action").asString()).toList();
        assertEquals(List.of("cell.undrain", "cell.drain", "cell.drain"), actions);
    }

    @Test
    void whatNoOtherCellCouldServeStaysServed() throws Exception {
        engine.api().post("/cells/cell-a/drain", null).expect(200);
        serving(NAME, Set.of("cell-b"));
        JsonNode held = engine.api().post("/cells/cell-b/drain", null).expect(200).body();
        assertTrue(held.path("heldBy").asInt() >= 1, held.toString());
        assertTrue(held.path("holders").toString().contains(NAME), held.toString());
        serving(NAME, Set.of("cell-a", "cell-b"));
        assertEquals(200, engine.nobody().fetch(HOST).status());
        JsonNode tried = engine.api().send("POST", "/cells/cell-b/undrain?dryRun=true", null, Map.of()).expect(200).body();
        assertEquals("cell.undrain", tried.path("activity").path("action").asString(), tried.toString());
        assertTrue(cell("cell-b").path("drained").asBoolean());
        engine.api().post("/cells/cell-b/undrain", null).expect(200);
        serving(NAME, Set.of("cell-b"));
        engine.api().post("/cells/nowhere/drain", null).expect(404);
    }
}
