package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** From committed code to instances in two cells behind a domain, and what can be wrong with a deployment. */
@ExtendWith(SharedEngine.class)
class MainJobIT {
    private static final String NAME = "job";
    private static final String VERSIONS = "/applications/job/versions";
    private static LiveEngine engine;

    @BeforeAll
    static void deploy(LiveEngine shared) throws Exception {
        engine = shared;
        engine.create(NAME);
        engine.deploy(NAME, "one", 1, 100).expect(201);
        engine.awaitReady(NAME, 2);
    }

    @AfterAll
    static void remove() throws Exception {
        engine.remove(NAME);
    }

    @Test
    void committedCodeAnswersThroughItsDomainFromTwoCells() throws Exception {
        engine.awaitServed(NAME, "one");
        Answer answer = engine.nobody().fetch("job.localhost").expect(200);
        assertEquals("Hello from version one", answer.at("greeting"));
        JsonNode instances = engine.awaitReady(NAME, 2);
        assertEquals(Set.of("cell-a", "cell-b"),
                instances.valueStream().map(each -> each.path("cell").asString()).collect(Collectors.toSet()));
        assertEquals(new TreeSet<>(instances.valueStream().map(each -> each.path("id").asString()).toList()),
                Sandboxed.instances(engine.root()));
        Answer version = engine.api().get(VERSIONS + "/v1").expect(200);
        assertEquals("READY", version.at("condition"), version.text());
        assertEquals(100, version.number("weight"));
        assertEquals(engine.tag(), version.at("tag"));
    }

    @Test
    void refusesNamesAndSizesOutOfBounds() throws Exception {
        for (String name : List.of("", "Hello", "9lives", "a_b", "-a", "a-", "../up", "a".repeat(64))) {
            engine.api().post("/applications", Map.of("name", name)).expectProblem(400, "INVALID", "name");
        }
        engine.api().post("/applications", Map.of("name", "sized", "image", "UPPER"))
                .expectProblem(400, "INVALID", "image");
        engine.api().post("/applications", Map.of("name", "sized", "host", "no host"))
                .expectProblem(400, "INVALID", "host");
        engine.api().post("/applications", Map.of("name", NAME)).expectProblem(409, "ALREADY_EXISTS", "name");
        refused(Map.of("memoryBytes", 1), "settings.memoryBytes");
        refused(Map.of("cpuMillis", 1_000_000), "settings.cpuMillis");
        refused(Map.of("port", 70_000), "settings.port");
        refused(Map.of("graceSeconds", 3_601), "settings.graceSeconds");
        refused(Map.of("environment", Map.of("not a name", "x")), "settings.environment");
        version(Map.of("tag", engine.tag(), "weight", 101)).expectProblem(400, "INVALID", "weight");
        version(Map.of("tag", engine.tag(), "cells", Map.of("cell-a", 1_001, "cell-b", 1)))
                .expectProblem(400, "INVALID", "cells.cell-a");
        assertEquals(404, engine.api().get("/applications/sized").status());
    }

    private static void refused(Map<String, Object> settings, String field) throws Exception {
        version(Map.of("tag", engine.tag(), "settings", settings)).expectProblem(400, "INVALID", field);
    }

    private static Answer version(Map<String, Object> version) {
        return engine.api().post(VERSIONS, version);
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        version(Map.of("tag", "no-such-tag")).expectProblem(404, "NOT_FOUND", "tag");
        version(Map.of("digest", "sha256:" + "0".repeat(64))).expectProblem(404, "NOT_FOUND", "digest");
        version(Map.of()).expectProblem(400, "INVALID", "tag");
        version(Map.of("tag", engine.tag(), "cells", Map.of("cell-a", 1, "cell-z", 1)))
                .expectProblem(400, "INVALID", "cells.cell-z");
        version(Map.of("tag", engine.tag(), "cells", Map.of("cell-a", 2))).expectProblem(400, "INVALID", "cells");
        engine.api().get("/applications/nobody-made-it").expectProblem(404, "NOT_FOUND", "");
        engine.api().put(VERSIONS + "/v999/scale", Map.of("instances", 4)).expect(404);
    }

    @Test
    void refusesWeightsThatAreNotAHundred() {
        for (Map<String, Integer> weights : List.of(Map.of("v1", 99), Map.of("v1", 101), Map.of("v1", -1),
                Map.<String, Integer>of())) {
            Answer answer = engine.api().put("/applications/job/weights", Map.of("weights", weights)).expect(400);
            assertTrue(answer.at("field").startsWith("weights"), answer.text());
        }
        assertEquals(100, engine.api().get(VERSIONS + "/v1").number("weight"));
    }

    /** Whoever deploys at the same time gets a version of their own, unless they said what they had seen. */
    @Test
    void takesTwoDeploymentsAtOnce() throws Exception {
        Map<String, Object> idle = Map.of("tag", engine.tag(), "cells", LiveEngine.cells(0));
        List<Answer> answers = atOnce(() -> version(idle));
        assertEquals(List.of(201, 201), answers.stream().map(Answer::status).toList(), answers.toString());
        assertNotEquals(answers.get(0).number("number"), answers.get(1).number("number"));
        String seen = engine.api().get("/applications/job").tag().orElseThrow();
        List<Answer> guarded = atOnce(
                () -> engine.api().send("POST", VERSIONS, idle, Map.of("If-Match", seen)));
        assertEquals(List.of(201, 412), guarded.stream().map(Answer::status).sorted().toList(), guarded.toString());
    }

    private static List<Answer> atOnce(Callable<Answer> request) throws Exception {
        try (ExecutorService two = Executors.newFixedThreadPool(2)) {
            List<Answer> answers = new ArrayList<>();
            for (var answer : two.invokeAll(List.of(request, request))) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    @Test
    void doesOnceWhatIsAskedForTwice() throws Exception {
        int before = engine.api().get(VERSIONS).body().path("items").size();
        Map<String, Object> idle = Map.of("tag", engine.tag(), "cells", LiveEngine.cells(0));
        Map<String, String> key = Map.of("Idempotency-Key", "deploy-once");
        Answer first = engine.api().send("POST", VERSIONS, idle, key).expect(201);
        Answer second = engine.api().send("POST", VERSIONS, idle, key).expect(201);
        assertEquals(first.number("number"), second.number("number"));
        assertEquals(before + 1, engine.api().get(VERSIONS).body().path("items").size());
        engine.api().send("POST", VERSIONS, Map.of("tag", engine.tag(), "cells", LiveEngine.cells(1)), key)
                .expect(409);
        assertEquals(before + 1, engine.api().get(VERSIONS).body().path("items").size());
    }

    @Test
    void refusesAStaleOrMissingPrecondition() {
        Map<String, Object> change = Map.of("description", "changed");
        String seen = engine.api().get("/applications/job").expect(200).tag().orElseThrow();
        engine.api().send("PATCH", "/applications/job", change, Map.of("If-Match", seen)).expect(200);
        engine.api().send("PATCH", "/applications/job", change, Map.of("If-Match", seen))
                .expectProblem(412, "PRECONDITION_FAILED", "If-Match");
        engine.api().send("PATCH", "/applications/job", change, Map.of())
                .expectProblem(428, "PRECONDITION_REQUIRED", "If-Match");
        engine.api().send("DELETE", VERSIONS + "/v1", null, Map.of("If-Match", seen))
                .expectProblem(412, "PRECONDITION_FAILED", "If-Match");
    }

    @Test
    void refusesWhoIsNotLoggedIn() {
        engine.nobody().get("/applications").expectProblem(401, "UNAUTHENTICATED", "");
        engine.nobody().as("no-such-token").get("/applications").expectProblem(401, "UNAUTHENTICATED", "");
        engine.nobody().post(VERSIONS, Map.of("tag", "x")).expectProblem(401, "UNAUTHENTICATED", "");
        engine.nobody().post("/sessions", Map.of("name", "admin", "password", "wrong")).expect(401);
    }

    @Test
    void keepsTrafficWhereItIsWhenAVersionCrashes() throws Exception {
        Answer crashing = version(Map.of("tag", engine.tag(), "cells", LiveEngine.cells(1), "replace", true, "settings",
                Map.of("command", List.of("java", "--no-such-option")))).expect(201);
        String name = crashing.at("name");
        Await.until(name + " to be seen failing", LiveEngine.LONG, () -> {
            Answer found = engine.api().get(VERSIONS + "/" + name).expect(200);
            return Await.unless(found.at("condition").equals("FAILED") && !found.at("message").isBlank(), found.text());
        });
        engine.awaitServed(NAME, "one");
        Answer old = engine.api().get(VERSIONS + "/v1").expect(200);
        assertEquals(2, old.number("ready"), old.text());
        engine.api().post("/applications/job/roll-back", Map.of("version", "v1")).expect(200);
        engine.awaitReady(NAME, 2);
        assertFalse(engine.api().get(VERSIONS + "/v1").expect(200).at("condition").equals("FAILED"));
    }
}
