package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DeployTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void answers() {
        cli = new Cli(folder).at(engine.url());
        engine.on("POST", "/applications/hello/versions", 201, version("STARTING", 0, ""));
        engine.on("GET", "/applications/hello/next-version", 200,
            "{\"settings\":{\"environment\":{\"A\":\"1\",\"B\":\"2\",\"C\":\"3\"}}}");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static String version(String condition, int ready, String message) {
        return "{\"name\":\"v2\",\"image\":\"hello\",\"tag\":\"t\",\"instances\":4,\"ready\":" + ready
            + ",\"state\":\"LIVE\",\"condition\":\"" + condition + "\",\"message\":\"" + message + "\"}";
    }

    @Test
    void onlyWhatIsSaidIsSent() {
        assertEquals(0, cli.run("deploy", "hello", "--tag", "t").code());
        assertEquals("{\"tag\":\"t\"}", engine.last("POST").body());
        assertEquals(1, engine.requests().size());
    }

    @Test
    void everythingCanBeSaid() {
        Cli.Result result = cli.run("deploy", "hello", "--digest", "sha256:x", "--cell", "a=2", "--cell", "b=1,c=0",
            "--weight", "10", "--replace", "--cpu", "0.5", "--memory", "256Mi", "--port", "8080", "--health-path", "/up",
            "--start-limit", "1m", "--restart-after", "6", "--grace", "10s", "--arg", "run", "--arg", "--fast", "-o", "name");
        assertEquals("v2\n", result.out(), result.err());
        assertEquals("{\"digest\":\"sha256:x\",\"settings\":{\"command\":[\"run\",\"--fast\"],\"port\":8080,"
            + "\"cpuMillis\":500,\"memoryBytes\":268435456,\"healthCheck\":{\"path\":\"/up\",\"startLimitMillis\":60000,"
            + "\"restartAfter\":6},"
            + "\"graceSeconds\":10},\"cells\":{\"a\":2,\"b\":1,\"c\":0},\"weight\":10,\"replace\":true}",
            engine.last("POST").body());
    }

    @Test
    void variablesAreLaidOverThoseBefore() throws Exception {
        Path file = Files.writeString(folder.resolve("variables"), "B=file\nD=file\n");
        assertEquals(0, cli.run("deploy", "hello", "-t", "t", "--env-file", file.toString(), "--env", "D=x=y", "--unset-env",
            "C").code());
        assertEquals("{\"tag\":\"t\",\"settings\":{\"environment\":{\"A\":\"1\",\"B\":\"file\",\"D\":\"x=y\"}}}",
            engine.last("POST").body());
    }

    @Test
    void waitsUntilAllAreReady() {
        AtomicInteger asked = new AtomicInteger();
        engine.on("GET", "/applications/hello/versions/v2", exchange -> {
            int time = asked.incrementAndGet();
            FakeEngine.send(exchange, time == 2 ? 503 : 200, time < 3 ? version("STARTING", 1, "")
                : version("READY", 4, ""));
        });
        Cli.Result result = cli.run("deploy", "hello", "-t", "t", "--wait");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("1 of 4 ready"), result.err());
        assertTrue(result.out().contains("Ready          4/4"), result.out());
    }

    @Test
    void failsWithTheReason() {
        engine.on("GET", "/applications/hello/versions/v2", 200, version("FAILED", 0, "Exit code 7."));
        Cli.Result result = cli.run("deploy", "hello", "-t", "t", "-w");
        assertEquals(ExitCode.FAILED, result.code());
        assertTrue(result.err().contains("v2 of hello does not start: Exit code 7."), result.err());
    }

    @Test
    void givesUpInTime() {
        engine.on("GET", "/applications/hello/versions/v2", 200, version("STARTING", 1, ""));
        Cli.Result result = cli.run("deploy", "hello", "-t", "t", "-w", "--wait-limit", "100ms");
        assertEquals(ExitCode.UNAVAILABLE, result.code());
    }

    @Test
    void scaleAndWeightsAndRollBack() {
        engine.on("PUT", "/applications/hello/versions/v2/scale", 200, "{}");
        assertEquals(0, cli.run("scale", "hello", "v2", "6").code());
        assertEquals("{\"instances\":6}", engine.last("PUT").body());
        assertEquals(0, cli.run("scale", "hello", "v2", "--cell", "a=3,b=3").code());
        assertEquals("{\"cells\":{\"a\":3,\"b\":3}}", engine.last("PUT").body());
        engine.on("PUT", "/applications/hello/weights", 200, "{\"name\":\"hello\"}");
        assertEquals("hello\n", cli.run("weight", "hello", "v1=90", "v2=10", "-o", "name").out());
        assertEquals("{\"weights\":{\"v1\":90,\"v2\":10}}", engine.last("PUT").body());
        engine.on("POST", "/applications/hello/roll-back", 200, "{\"name\":\"hello\"}");
        AtomicInteger asked = new AtomicInteger();
        engine.on("GET", "/applications/hello", exchange -> FakeEngine.send(exchange, 200, "{\"name\":\"hello\",\"versions\":["
            + version("READY", 4, "") + (asked.incrementAndGet() < 2 ? ",{\"name\":\"v3\",\"state\":\"RETIRING\"}"
            : ",{\"name\":\"v3\",\"state\":\"DELETED\",\"condition\":\"DELETED\"}") + "]}"));
        Cli.Result back = cli.run("rollback", "hello", "v1", "--wait");
        assertEquals(0, back.code(), back.err());
        assertEquals("{\"version\":\"v1\"}", engine.last("POST").body());
        assertTrue(back.err().contains("v3 has not gone yet"), back.err());
    }
}
