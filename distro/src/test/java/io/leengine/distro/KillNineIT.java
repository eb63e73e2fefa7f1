package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The engine is killed right after it has acknowledged something, and started again: what it said becomes true. */
@ExtendWith(SharedEngine.class)
class KillNineIT {
    private LiveEngine engine;
    private String name;
    private String token;

    @BeforeEach
    void deploy(LiveEngine shared, TestInfo test) throws Exception {
        engine = shared;
        name = "kill-" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        engine.create(name);
        engine.deploy(name, "one", 1, 100).expect(201);
        engine.awaitReady(name, 2);
        engine.awaitServed(name, "one");
        token = engine.api().post("/tokens", Map.of("name", name)).expect(201).at("secret");
    }

    @AfterEach
    void remove() throws Exception {
        // Nothing that was acknowledged is lost, and no process is anybody's but an instance's.
        assertEquals(200, engine.nobody().as(token).get("/self").status());
        engine.api().get("/images/" + name + "/tags").expect(200);
        assertTrue(engine.api().get("/images/" + name + "/tags").text().contains(engine.tag()));
        Await.until("as many processes as instances", LiveEngine.LONG, () -> {
            var known = new TreeSet<String>();
            for (JsonNode application : engine.api().get("/applications").expect(200).body().path("items")) {
                ids(application.path("name").asString()).forEach(known::add);
            }
            var processes = Sandboxed.instances(engine.root());
            return Await.unless(known.equals(processes), processes + " run, " + known + " are known");
        });
        engine.remove(name);
    }

    private List<String> ids(String application) {
        return engine.api().get("/applications/" + application + "/instances").expect(200).body().path("items")
                .valueStream().map(each -> each.path("id").asString()).toList();
    }

    @Test
    void build() throws Exception {
        engine.api().post("/code-builds", Map.of("name", name, "repository", engine.source().url(), "compile",
                List.of("package"), "image", name)).expect(201);
        int number = engine.api().post("/code-builds/" + name + "/runs", Map.of("tag", "resumed")).expect(202)
                .number("number");
        Await.until("the compile", LiveEngine.LONG, () -> {
            Answer run = engine.api().get("/code-builds/" + name + "/runs/" + number).expect(200);
            return Await.unless(run.text().contains("\"COMPILE\""), run.text());
        });
        engine.killAndStart();
        Answer run = engine.ended(name, number);
        assertEquals("SUCCEEDED", run.at("state"), run.text() + engine.log(name, run));
        assertEquals(2, run.number("attempt"), run.text());
        engine.deploy(name, "unchanged", 0, 0).expect(201);
        engine.awaitServed(name, "one");
        engine.api().delete("/code-builds/" + name).expect(204);
    }

    @Test
    void deploy() throws Exception {
        Map<String, String> before = runs();
        Answer version = engine.deploy(name, "two", 1, 0).expect(201);
        engine.killAndStart();
        Answer kept = engine.api().get("/applications/" + name + "/versions/v2").expect(200);
        assertEquals(version.at("digest"), kept.at("digest"));
        engine.awaitReady(name, 4);
        engine.awaitServed(name, "one");
        assertTrue(runs().entrySet().containsAll(before.entrySet()), before + " became " + runs());
    }

    @Test
    void scale() throws Exception {
        Map<String, String> before = runs();
        assertEquals(2, before.size());
        engine.api().put("/applications/" + name + "/versions/v1/scale", Map.of("instances", 6)).expect(200);
        engine.killAndStart();
        engine.awaitReady(name, 6);
        assertTrue(runs().entrySet().containsAll(before.entrySet()), before + " became " + runs());
        engine.awaitServed(name, "one");
    }

    /** Weights, the deletion of a version and the way back, each with a kill. */
    @Test
    void upgrade() throws Exception {
        engine.deploy(name, "two", 1, 0).expect(201);
        engine.awaitReady(name, 4);
        engine.api().put("/applications/" + name + "/weights", Map.of("weights", Map.of("v2", 100))).expect(200);
        engine.killAndStart();
        engine.awaitServed(name, "two");
        engine.api().delete("/applications/" + name + "/versions/v1").expect(202);
        engine.killAndStart();
        engine.awaitReady(name, 2);
        engine.awaitServed(name, "two");
        engine.api().post("/applications/" + name + "/roll-back", Map.of()).expect(200);
        engine.killAndStart();
        engine.awaitServed(name, "one");
        engine.awaitReady(name, 2);
    }

    @Test
    void delete() throws Exception {
        List<String> ids = ids(name);
        engine.api().delete("/applications/" + name).expect(202);
        engine.killAndStart();
        engine.awaitGone(name);
        Await.until("its processes to end", LiveEngine.LONG, () -> {
            var left = Sandboxed.instances(engine.root());
            left.retainAll(ids);
            return Await.unless(left.isEmpty(), left.toString());
        });
        assertEquals(404, engine.nobody().fetch(name + ".localhost").status());
    }

    /** Returns, by instance, which run of it this is: when it started, in which process. */
    private Map<String, String> runs() {
        Map<String, String> runs = new TreeMap<>();
        engine.api().get("/applications/" + name + "/instances").expect(200).body().path("items")
                .forEach(each -> runs.put(each.path("id").asString(), each.path("startedAt").asString() + " pid "
                        + each.path("attributes").path("pid").asString()));
        return runs;
    }
}
