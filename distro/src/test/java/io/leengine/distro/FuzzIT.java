package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.distro.FuzzRequests.Target;
import io.leengine.distro.FuzzRequests.Temper;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything the OpenAPI document offers, asked for as it should be, nearly so, and with malice, by an administrator, a
 * user and nobody, of a whole engine. Every answer comes, is below 500, and is one the document promises. Twenty seconds
 * unless {@code -Dleengine.fuzz.seconds} says more; {@code -Dleengine.fuzz.seed} makes another run of it.
 */
class FuzzIT {
    private static final int WORKERS = 4;
    private static final int MOST_TOLD = 40;

    private static LiveEngine engine;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LongAdder requests = new LongAdder();
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final Set<String> covered = ConcurrentHashMap.newKeySet();
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start() throws Exception {
        engine = new LiveEngine();
    }

    @AfterAll
    static void stop() throws Exception {
        engine.end();
    }

    @Test
    void everyAnswerIsOneTheDocumentPromises() throws Exception {
        Duration time = Duration.ofSeconds(Long.getLong("leengine.fuzz.seconds", 20));
        long seed = Long.getLong("leengine.fuzz.seed", 20_261_123L);
        JsonNode document = engine.nobody().get("/openapi.json").expect(200).body();
        List<Target> targets = targets(document);
        List<String> tokens = List.of(token(engine.api()), user(), "");
        var known = FuzzValues.nothingKnown();
        FuzzVerdict verdict = new FuzzVerdict(document);
        long deadline = System.nanoTime() + time.toNanos();
        List<Future<?>> workers = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                FuzzValues values = new FuzzValues(document, new SplittableRandom(seed + worker), known);
                int first = worker * targets.size() / WORKERS;
                workers.add(threads.submit(() -> {
                    // On a busy machine the time may end before every operation was asked for once.
                    for (int at = 0; at < targets.size() || System.nanoTime() < deadline; at++) {
                        one(targets.get((first + at) % targets.size()), values, verdict, tokens);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        report(time, seed, targets);
        Set<String> ids = new TreeSet<>(targets.stream().map(Target::id).toList());
        assertEquals(ids, new TreeSet<>(covered), "operations never asked for");
        assertEquals("", String.join("\n", faults.values().stream().sorted().limit(MOST_TOLD).toList()));
        assertTrue(engine.api().get("/self").status() == 200, "the engine still answers");
    }

    private static List<Target> targets(JsonNode document) {
        List<Target> targets = new ArrayList<>();
        document.get("paths").forEachEntry((path, methods) -> methods.forEachEntry((method, operation) ->
            targets.add(new Target(method.toUpperCase(Locale.ROOT), path, operation))));
        return targets;
    }

    private static String token(Api api) {
        return api.post("/tokens", Map.of("name", "fuzz")).expect(201).at("secret");
    }

    private static String user() {
        engine.api().post("/users", Map.of("name", "fuzzed-user", "password", "a password of some length")).expect(201);
        String session = engine.nobody().post("/sessions", Map.of("name", "fuzzed-user", "password",
            "a password of some length")).expect(201).at("token");
        return token(engine.api().as(session));
    }

    private void one(Target target, FuzzValues values, FuzzVerdict verdict, List<String> tokens) throws Exception {
        Temper temper = Temper.values()[values.chance(0.45) ? 0 : values.chance(0.5) ? 1 : 2];
        String token = values.chance(0.6) ? tokens.get(0) : values.chance(0.8) ? tokens.get(1)
            : values.chance(0.5) ? tokens.get(2) : values.fresh();
        if (target.id().equals("deleteCurrentSession") && !token.isEmpty()) {
            // One's own end is a token's that is nobody's.
            token = values.fresh();
        }
        HttpRequest request = new FuzzRequests(engine.url() + "/api/v1", values).of(target, temper, token);
        requests.increment();
        covered.add(target.id());
        long begun = System.nanoTime();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            int status = response.statusCode();
            String body;
            try (InputStream in = response.body()) {
                // What has no end is left at its beginning.
                boolean events = response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
                body = events ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            nanos.add(System.nanoTime() - begun);
            statuses.computeIfAbsent(status, _ -> new LongAdder()).increment();
            judge(target, request, status, response, body, verdict, values);
        } catch (java.io.IOException e) {
            fault(target, "no answer", request, e.toString());
        }
    }

    private void judge(Target target, HttpRequest request, int status, HttpResponse<?> response, String body,
            FuzzVerdict verdict, FuzzValues values) {
        boolean unwell = target.id().equals("getHealth") && status == 503;
        if (status >= 500 && !unwell) {
            fault(target, "status " + status, request, body);
            return;
        }
        verdict.contradiction(target, status, response.headers(), body)
            .ifPresent(why -> fault(target, why.replaceAll("'[^']*'", "…"), request, why + " in " + body));
        if (status < 300) {
            succeeded.add(target.id());
            if (body.startsWith("{")) {
                values.learn(json.readTree(body));
            }
        }
    }

    // One of a kind is enough to see what is wrong.
    private void fault(Target target, String kind, HttpRequest request, String told) {
        faults.putIfAbsent(target.id() + ": " + kind.substring(0, Math.min(kind.length(), 60)), target.id() + ": " + kind
            + "\n    " + request.method() + " " + request.uri() + " " + request.headers().map() + "\n    "
            + told.substring(0, Math.min(told.length(), 600)));
    }

    private void report(Duration time, long seed, List<Target> targets) {
        List<Long> sorted = nanos.stream().sorted().toList();
        Map<String, Long> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(Integer.toString(status), count.sum()));
        System.out.printf(Locale.ROOT, "fuzz: %d s, seed %d, %d requests, %d of %d operations asked for, %d answered well, "
            + "slowest %d ms, p99 %d ms, faults %d, answers by status %s%n", time.toSeconds(), seed, requests.sum(),
            covered.size(), targets.size(), succeeded.size(), sorted.getLast() / 1_000_000,
            sorted.get(sorted.size() * 99 / 100) / 1_000_000, faults.size(), counts);
    }
}
