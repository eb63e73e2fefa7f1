package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Engines of the exported distribution side by side on one PostgreSQL, with cells that both reach. */
@EnabledIf("installed")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SeveralEnginesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    private static final long CHANGE_MILLIS = 400;
    private static final List<String> APPLICATIONS = IntStream.range(0, 40).mapToObj(i -> "app-" + i).toList();
    private static final byte[] KEY = new byte[32];
    private static final String SEED = """
        [{"seam": "scheduler", "name": "cell-a", "plugin": "io.leengine.test.cells", "settings": {}},
         {"seam": "scheduler", "name": "cell-b", "plugin": "io.leengine.test.cells", "settings": {}},
         {"seam": "registry-storage", "name": "default", "plugin": "io.leengine.test.cells", "settings": {}}]
        """;

    @TempDir
    private Path temp;
    /** Not within the other: the server's user could not get there. */
    @TempDir
    private Path databases;
    private Postgres postgres;
    private SharedCells cells;
    private final List<Engine> engines = new ArrayList<>();

    static boolean installed() {
        return Postgres.installed();
    }

    /** One engine with a data folder of its own. */
    private final class Engine {
        private final Path data;
        private final EngineProcess.Ports ports = EngineProcess.Ports.free();
        private EngineProcess process;
        private Api api = new Api(ports);

        Engine(String name) throws Exception {
            data = Files.createDirectories(temp.resolve(name));
            Path seed = Files.writeString(data.resolve("parts.json"), SEED);
            Files.writeString(data.resolve("leengine.properties"), postgres.properties() + "leengine.seed=" + seed + "\n"
                    // Several starts at once on a busy machine take their time, and it is not asked here how long.
                    + "leengine.swap.trial.seconds=120\n");
            // As an operator does: they read each other's secret settings.
            Files.write(data.resolve("secret.key"), KEY);
            Files.write(Files.createDirectories(data.resolve("plugins")).resolve("cells.jar"), cells.plugin());
            start();
        }

        void start() throws Exception {
            process = EngineProcess.start(List.of(), LiveEngine.EXPORTED, data, temp.resolve(data.getFileName() + ".out"),
                    ports);
            engines.add(this);
        }

        long pid() {
            return process.pid();
        }

        void awaitCells() throws Exception {
            process.awaitReady(LiveEngine.START);
            Await.until("the cells", LiveEngine.START, () -> {
                Answer health = api.get("/health");
                return Await.unless(health.text().contains("no load-balancer is configured")
                        && !health.text().contains("scheduler "), health.text() + "; it said:\n" + process.said());
            });
        }

        void logIn(String password) {
            api = api.as(api.post("/sessions", Map.of("name", "admin", "password", password)).expect(201).at("token"));
        }
    }

    @BeforeEach
    void begin() throws Exception {
        postgres = new Postgres(databases);
        cells = new SharedCells(temp.resolve("cells"), CHANGE_MILLIS);
    }

    @AfterEach
    void end() throws Exception {
        for (Engine engine : engines) {
            engine.process.kill();
        }
        postgres.stop();
    }

    /** Starts two at the same moment on an empty database and logs in at both. */
    private List<Engine> two() throws Exception {
        Engine one = new Engine("one");
        Engine two = new Engine("two");
        one.awaitCells();
        two.awaitCells();
        // One of them made the administrator, whoever was first.
        List<Path> passwords = new ArrayList<>();
        for (Engine engine : List.of(one, two)) {
            Path file = engine.data.resolve("admin-password");
            if (Files.exists(file)) {
                passwords.add(file);
            }
        }
        assertEquals(1, passwords.size(), "passwords: " + passwords);
        String password = Files.readString(passwords.getFirst()).strip();
        one.logIn(password);
        two.logIn(password);
        return List.of(one, two);
    }

    private void deploy(Api api) throws Exception {
        for (String name : APPLICATIONS) {
            api.post("/applications", Map.of("name", name)).expect(201);
            api.post("/applications/" + name + "/versions", Map.of("tag", "latest", "cells", Map.of("cell-a", 1, "cell-b", 1)))
                    .expect(201);
        }
        awaitInstances(2);
    }

    private void awaitInstances(int each) throws Exception {
        Await.until(each + " instances of each application", LIMIT, () -> {
            List<String> other = new ArrayList<>();
            for (String name : APPLICATIONS) {
                if (cells.instances(name) != each) {
                    other.add(name + ": " + cells.instances(name));
                }
            }
            return Await.unless(other.isEmpty(), other.toString());
        });
    }

    private Map<String, Set<Long>> doers(int from) throws Exception {
        return cells.changes().stream().skip(from).collect(Collectors.groupingBy(SharedCells.Change::key, TreeMap::new,
                Collectors.mapping(SharedCells.Change::process, Collectors.toSet())));
    }

    @Test
    void eachKeyIsOnesAndBothAnswerAlike() throws Exception {
        List<Engine> both = two();
        Api one = both.getFirst().api;
        Api two = both.getLast().api;
        deploy(one);
        // By now the shares do not move any more.
        int from = cells.changes().size();
        for (String name : APPLICATIONS) {
            two.put("/applications/" + name + "/versions/v1/scale", Map.of("instances", 4)).expect(200);
        }
        awaitInstances(4);
        Map<String, Set<Long>> doers = doers(from);
        assertEquals(APPLICATIONS.size(), doers.size());
        assertTrue(doers.values().stream().allMatch(each -> each.size() == 1), "one owner a key: " + doers);
        assertEquals(2, doers.values().stream().flatMap(Set::stream).distinct().count(), "both do something: " + doers);

        Await.until("both to tell the same", LIMIT, () -> {
            String list = one.get("/applications?limit=100").expect(200).text();
            String detail = one.get("/applications/app-7").expect(200).text();
            return Await.unless(list.equals(two.get("/applications?limit=100").expect(200).text())
                    && detail.equals(two.get("/applications/app-7").expect(200).text()), detail);
        });

        Map<String, String> key = Map.of("Idempotency-Key", "the-same");
        String first = one.send("POST", "/applications", Map.of("name", "once"), key).expect(201).at("id");
        assertEquals(first, two.send("POST", "/applications", Map.of("name", "once"), key).expect(201).at("id"));

        Answer token = one.post("/tokens", Map.of("name", "short")).expect(201);
        Api bearer = two.as(token.at("secret"));
        bearer.get("/self").expect(200);
        one.delete("/tokens/" + token.body().path("token").path("id").asString(token.at("id"))).expect(204);
        Await.until("the token to be refused", Duration.ofSeconds(1), () -> {
            Answer answer = bearer.get("/self");
            return Await.unless(answer.status() == 401, answer.text());
        });
    }

    @Test
    void theOtherFinishesWhatTheOwnerBeganWhenItIsKilled() throws Exception {
        List<Engine> both = two();
        deploy(both.getFirst().api);
        Engine dying = both.getFirst();
        Engine living = both.getLast();
        int from = cells.changes().size();
        for (String name : APPLICATIONS) {
            living.api.put("/applications/" + name + "/versions/v1/scale", Map.of("instances", 6)).expect(200);
        }
        Await.until("the owner to be in the middle", LIMIT, () -> Await.unless(cells.changes().stream().skip(from)
                .filter(change -> change.process() == dying.pid()).count() >= 4, "it has done little"));
        long killed = System.currentTimeMillis();
        dying.process.kill();
        awaitInstances(6);
        Map<String, Long> taken = new LinkedHashMap<>();
        Set<String> before = cells.changes().stream().filter(change -> change.process() == dying.pid())
                .map(SharedCells.Change::key).collect(Collectors.toSet());
        // What it owned and had not finished is what the other changes for the first time now.
        cells.changes().stream().skip(from).filter(change -> change.process() == living.pid() && change.millis() >= killed)
                .filter(change -> before.contains(change.key()))
                .forEach(change -> taken.putIfAbsent(change.key(), change.millis() - killed));
        long longest = taken.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        System.out.printf("take-over: %d keys, longest %.1f s%n", taken.size(), longest / 1000.0);
        assertTrue(longest <= TAKE_OVER.toMillis(), "at most " + TAKE_OVER + ": " + taken);
        // And it goes on doing all of it.
        for (String name : APPLICATIONS) {
            living.api.put("/applications/" + name + "/versions/v1/scale", Map.of("instances", 2)).expect(200);
        }
        Await.until("all to be scaled down in the answers", LIMIT, () -> {
            Answer detail = living.api.get("/applications/app-3").expect(200);
            return Await.unless(detail.status() == 200, detail.text());
        });
    }

    @Test
    void theOtherGoesOnAtOnceWhenOneIsStopped() throws Exception {
        List<Engine> both = two();
        deploy(both.getFirst().api);
        both.getFirst().process.terminate();
        both.getFirst().process.awaitExit(LIMIT);
        long stopped = System.nanoTime();
        for (String name : APPLICATIONS) {
            both.getLast().api.put("/applications/" + name + "/versions/v1/scale", Map.of("instances", 4)).expect(200);
        }
        awaitInstances(4);
        long millis = Duration.ofNanos(System.nanoTime() - stopped).toMillis();
        System.out.printf("take-over after an orderly stop, with the work: %.1f s%n", millis / 1000.0);
        assertTrue(millis < 8_000, "it does not wait for a lease: " + millis + " ms");
    }

    @Test
    void aDatabaseThatGoesAndComesBackLosesNothing() throws Exception {
        Engine engine = new Engine("one");
        engine.awaitCells();
        engine.logIn(Files.readString(engine.data.resolve("admin-password")).strip());
        engine.api.post("/applications", Map.of("name", "kept")).expect(201);
        postgres.stop();
        Await.until("the refusal", LIMIT, () -> Await.unless(engine.api.get("/applications").status() == 503, "none"));
        Answer refused = engine.api.get("/applications");
        refused.expectProblem(503, "UNAVAILABLE", "");
        assertTrue(refused.text().contains("check that the database runs"), refused.text());
        Answer health = engine.api.get("/health");
        assertEquals(503, health.status());
        assertTrue(health.text().contains("database: "), health.text());
        engine.api.post("/applications", Map.of("name", "refused")).expect(503);
        postgres.start();
        Await.until("it to answer again", LIMIT, () -> {
            Answer kept = engine.api.get("/applications/kept");
            return Await.unless(kept.status() == 200, kept.text());
        });
        engine.api.get("/applications/refused").expect(404);
        engine.api.post("/applications/kept/versions", Map.of("tag", "latest", "cells", Map.of("cell-a", 1, "cell-b", 1)))
                .expect(201);
        Await.until("what was asked for after it", LIMIT, () -> Await.unless(cells.instances("kept") == 2, "not yet"));
    }
}
