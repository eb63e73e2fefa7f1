package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BossSideTest {
    private static final String ANN = "{\"subject\":\"user\",\"name\":\"ann\",\"own\":{\"cpuMillis\":9000,\"builds\":-1},"
        + "\"limits\":{\"applications\":5,\"cpuMillis\":9000,\"memoryBytes\":1073741824},"
        + "\"used\":{\"applications\":2,\"instances\":6,\"cpuMillis\":1500,\"memoryBytes\":268435456,\"imageBytes\":0,"
        + "\"builds\":0}}";

    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void logIn(@TempDir Path folder) {
        cli = new Cli(folder).at(engine.url());
        engine.on("GET", "/self", 200, "{\"name\":\"ann\"}");
        engine.on("GET", "/quotas/user/ann", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"3\"");
            FakeEngine.send(exchange, 200, ANN);
        });
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void whatIsUsedStandsBesideTheLimit() {
        Cli.Result result = cli.run("quotas", "show");
        assertEquals(0, result.code(), result.err());
        assertEquals("ann;2 of 5;6;1500m of 9000m;256 MiB of 1 GiB;0 B;0", String.join(";", result.out().lines()
            .map(line -> line.replaceFirst("\\S+ +", "")).toList()));
        engine.on("GET", "/quotas", 200, "{\"items\":[" + ANN + "]}");
        assertTrue(cli.run("quotas", "list").out().contains("1500m of 9000m"));
        assertEquals("subject=user&limit=500", engine.last("GET").uri().getQuery());
    }

    @Test
    void whatIsNotNamedStaysAsItWasSet() {
        engine.on("PUT", "/quotas/user/ann", 200, ANN);
        Cli.Result result = cli.run("quotas", "set", "ann", "--memory", "2Gi", "--no-limit", "instances", "--reset",
            "builds");
        assertEquals(0, result.code(), result.err());
        assertEquals("{\"limits\":{\"instances\":-1,\"cpuMillis\":9000,\"memoryBytes\":2147483648}}",
            engine.last("PUT").body());
        assertEquals("\"3\"", engine.last("PUT").header("If-Match"));
        assertEquals(ExitCode.USAGE, cli.run("quotas", "set", "ann").code());
        assertEquals(ExitCode.USAGE, cli.run("quotas", "set", "--builds", "1").code());
        assertEquals(ExitCode.USAGE, cli.run("quotas", "show", "ann", "--default").code());
        assertEquals(ExitCode.USAGE, cli.run("quotas", "show", "--group").code());
    }

    @Test
    void aQuotaThatIsExceededEndsWithItsCode() {
        engine.on("GET", "/quotas/image-group/tools", 409, "{\"code\":\"QUOTA_EXCEEDED\",\"detail\":\"no room\"}");
        assertEquals(ExitCode.CONFLICT, cli.run("quotas", "show", "tools", "--group").code());
    }

    @Test
    void statisticsAsATableAndForSpreadsheets() {
        engine.on("GET", "/statistics", exchange -> FakeEngine.send(exchange, 200,
            exchange.getRequestHeaders().getFirst("Accept").equals("text/csv") ? "day,name\r\n2026-11-01,x\r\n"
                : "{\"items\":[{\"day\":\"2026-11-01\",\"name\":\"hello\",\"deploys\":2,\"scalings\":0,\"rollBacks\":0,"
                    + "\"builds\":1,\"pushes\":3,\"pulls\":4}]}"));
        Cli.Result table = cli.run("statistics", "--from", "2026-11-01", "--by", "application");
        assertEquals(0, table.code(), table.err());
        assertEquals(List.of("DAY          APPLICATION   DEPLOYS   SCALINGS   ROLL-BACKS   BUILDS   PUSHES   PULLS",
            "2026-11-01   hello         2         0          0            1        3        4"), table.out().lines().toList());
        assertEquals("from=2026-11-01&by=application&per=day&limit=500", engine.last("GET").uri().getQuery());
        assertEquals("day,name\r\n2026-11-01,x\r\n", cli.run("statistics", "--csv", "--whole").out());
        assertEquals("by=all&per=range", engine.last("GET").uri().getQuery());
        assertEquals(ExitCode.USAGE, cli.run("statistics", "--from", "yesterday").code());
    }

    @Test
    void activityIsExportedAsItComes() {
        String lines = "{\"id\":1}\n{\"id\":2}\n";
        engine.on("GET", "/activity", 200, lines);
        Cli.Result result = cli.run("activity", "--export", "--mine", "--from", "2026-11-01", "--to",
            "2026-11-02T03:04:05Z");
        assertEquals(lines, result.out(), result.err());
        assertEquals("application/jsonl", engine.last("GET").header("Accept"));
        assertEquals("actor=ann&from=2026-11-01T00:00:00Z&to=2026-11-02T03:04:05Z", engine.last("GET").uri().getQuery());
        engine.on("GET", "/activity", 403, "{\"code\":\"FORBIDDEN\",\"detail\":\"no\"}");
        assertEquals(ExitCode.DENIED, cli.run("activity", "--export").code());
        assertEquals(ExitCode.USAGE, cli.run("activity", "--from", "soon").code());
    }
}
