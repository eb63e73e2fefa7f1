package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogsTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void logIn() {
        cli = new Cli(folder).at(engine.url());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static String line(int id, String text) {
        return "id: " + id + "\nevent: log\ndata: {\"at\":\"2026-01-01T00:00:00Z\",\"text\":\"" + text
            + "\",\"cell\":\"a\",\"instance\":\"i1\"}";
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() {
        AtomicInteger connections = new AtomicInteger();
        engine.on("GET", "/applications/hello/log", exchange -> {
            switch (connections.incrementAndGet()) {
                case 1 -> {
                    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                    // Longer than what comes: the connection breaks in the middle.
                    exchange.sendResponseHeaders(200, 1_000_000);
                    exchange.getResponseBody().write((line(1, "one") + "\n\n" + line(2, "two") + "\n\nid: 3\nda")
                        .getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    throw new IOException("This connection breaks");
                }
                case 2 -> FakeEngine.send(exchange, 503, "{\"detail\":\"Starting.\"}");
                case 3 -> FakeEngine.events(exchange, line(3, "three"));
                default -> FakeEngine.events(exchange, "event: end\ndata: {}");
            }
        });
        Cli.Result result = cli.run("logs", "hello", "-f", "--tail", "7");
        assertEquals(0, result.code(), result.err());
        assertEquals(List.of("a/i1  one", "a/i1  two", "a/i1  three"), result.out().lines().toList());
        assertEquals(List.of("", "2", "2", "3"), engine.requests().stream().map(request ->
            request.header("Last-Event-ID")).toList());
        assertEquals("tail=7&follow=true", engine.requests().getFirst().uri().getQuery());
    }

    @Test
    void aLogBeginsAtATimeAndStaysWithIt() {
        AtomicInteger connections = new AtomicInteger();
        engine.on("GET", "/applications/hello/log", exchange -> FakeEngine.events(exchange,
            connections.incrementAndGet() == 1 ? line(1, "one") : "event: end\ndata: {}"));
        Instant begin = Instant.now();
        assertEquals(0, cli.run("logs", "hello", "-f", "--since", "10m").code());
        List<String> asked = engine.requests().stream().map(request -> request.uri().getQuery()).toList();
        assertEquals(asked.getFirst(), asked.getLast(), "taken up again with the same");
        Instant since = Instant.parse(asked.getFirst().replace("since=", "").replace("&follow=true", ""));
        assertEquals(600, Duration.between(since, begin).toSeconds(), 30);
        cli.run("logs", "hello", "--since", "2026-11-23T08:00:00Z");
        assertEquals("since=2026-11-23T08:00:00Z&follow=false", engine.last("GET").uri().getQuery());
        cli.run("logs", "hello", "--since", "2026-11-23");
        assertEquals("since=2026-11-23T00:00:00Z&follow=false", engine.last("GET").uri().getQuery());
        int sent = engine.requests().size();
        assertEquals(ExitCode.USAGE, cli.run("logs", "hello", "--since", "10m", "--tail", "5").code());
        assertEquals(ExitCode.USAGE, cli.run("logs", "--since", "10m").code());
        assertEquals(ExitCode.USAGE, cli.run("logs", "hello", "--since", "soon").code());
        assertEquals(sent, engine.requests().size());
    }

    @Test
    void oneInstanceHasNoOriginBeforeItsLines() {
        engine.on("GET", "/applications/hello/instances/a/i1/log", exchange ->
            FakeEngine.events(exchange, line(1, "one"), "event: end\ndata: {}"));
        Cli.Result result = cli.run("logs", "hello", "--cell", "a", "--instance", "i1", "--timestamps");
        assertEquals("2026-01-01T00:00:00Z  one\n", result.out(), result.err());
    }

    @Test
    void whatIsRefusedIsNotTriedAgain() {
        assertEquals(ExitCode.NOT_FOUND, cli.run("logs", "nope", "-f").code());
        assertEquals(1, engine.requests().size());
        engine.on("GET", "/applications/busy/log", 503, "{\"detail\":\"Starting.\"}");
        assertEquals(ExitCode.UNAVAILABLE, cli.run("logs", "busy").code());
    }

    @Test
    void theEnginesOwnLogNeedsNoEngine() throws Exception {
        Files.createDirectories(folder.resolve("data/log"));
        Files.writeString(folder.resolve("data/log/engine.log"), "one\ntwo\nthree\n");
        Cli.Result result = cli.run("logs", "--data", folder.resolve("data").toString(), "--tail", "2");
        assertEquals("two\nthree\n", result.out());
        assertTrue(engine.requests().isEmpty());
        assertEquals(ExitCode.NOT_FOUND, cli.run("logs", "--data", folder.resolve("none").toString()).code());
    }

    @Test
    void aBuildIsFollowedToItsEnd() {
        build("SUCCEEDED", "");
        Cli.Result result = cli.run("builds", "run", "b", "--ref", "next", "-f");
        assertEquals(0, result.code(), result.err());
        assertEquals("{\"ref\":\"next\"}", engine.last("POST").body());
        assertTrue(result.out().contains("compiling\n"), result.out());
        assertTrue(result.out().contains("--- compile 2.5 s\n"), result.out());
        assertTrue(result.out().endsWith("run 3 succeeded after 4.0 s, tag abc\n"), result.out());
    }

    @Test
    void aFailedBuildFailsTheCommand() {
        build("FAILED", "Does not compile.");
        Cli.Result result = cli.run("builds", "log", "b", "3", "--follow");
        assertEquals(ExitCode.FAILED, result.code());
        assertTrue(result.out().endsWith("run 3 failed after 4.0 s: Does not compile.\n"), result.out());
    }

    @Test
    void theNewestRunIsMeantUnlessSaid() {
        engine.on("GET", "/code-builds/b/runs", 200, "{\"items\":[{\"number\":3},{\"number\":2}]}");
        engine.on("GET", "/code-builds/b/runs/3/log", 200, "all of it\n");
        assertEquals("all of it\n", cli.run("builds", "log", "b").out());
        engine.on("GET", "/code-builds/b/runs", 200, "{\"items\":[]}");
        Cli.Result none = cli.run("builds", "log", "b");
        assertEquals(ExitCode.NOT_FOUND, none.code());
        assertFalse(none.err().isEmpty());
    }

    private void build(String state, String error) {
        String stages = "\"stages\":[{\"stage\":\"COMPILE\",\"startedAt\":\"2026-01-01T00:00:00Z\","
            + "\"endedAt\":\"2026-01-01T00:00:02.500Z\"}]";
        String run = "{\"number\":3,\"state\":\"" + state + "\",\"tag\":\"abc\",\"error\":\"" + error + "\"," + stages
            + ",\"startedAt\":\"2026-01-01T00:00:00Z\",\"endedAt\":\"2026-01-01T00:00:04Z\",\"attempt\":1}";
        engine.on("POST", "/code-builds/b/runs", 202, "{\"number\":3,\"state\":\"QUEUED\"}");
        engine.on("GET", "/code-builds/b/runs/3", 200, "{\"number\":3,\"state\":\"RUNNING\",\"stages\":[]}");
        engine.on("GET", "/code-builds/b/runs/3/log", exchange -> FakeEngine.events(exchange,
            "id: 0\nevent: log\ndata: {\"text\":\"compiling\\n\"}", "event: end\ndata: " + run));
    }
}
