package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class OutputFormatsTest {
    private static final String HELLO = "{\"name\":\"hello\",\"host\":\"hello.localhost\",\"group\":\"public\","
        + "\"deleting\":false,\"createdAt\":\"" + Instant.now().minusSeconds(7 * 60)
        + "\",\"live\":{\"v1\":90,\"v2\":10},\"instances\":6,\"ready\":4}";
    private static final String ODD = "{\"name\":\"odd\",\"host\":\"a\\u001b[31mred\",\"live\":{},\"instances\":0,"
        + "\"ready\":0}";

    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void twoPages(@TempDir Path folder) {
        cli = new Cli(folder).at(engine.url());
        engine.on("GET", "/applications", exchange -> FakeEngine.send(exchange, 200,
            exchange.getRequestURI().getQuery().contains("after=two") ? "{\"items\":[" + ODD + "]}"
                : "{\"items\":[" + HELLO + "],\"next\":\"two\"}"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void tableIsAlignedAndPlain() {
        Cli.Result result = cli.run("apps", "list");
        assertEquals(0, result.code(), result.err());
        List<String> lines = result.out().lines().toList();
        assertEquals("NAME    READY   LIVE               HOST              GROUP    STATE   AGE", lines.get(0));
        assertEquals("hello   4/6     v1 90 %, v2 10 %   hello.localhost   public   -       7m", lines.get(1));
        assertEquals(3, lines.size());
        assertFalse(result.out().contains("\033"), "Nobody's text moves the cursor");
    }

    @Test
    void aTableFitsItsTerminalAndIsWholeInAPipe() {
        List<String> lines = cli.wide(60).run("apps", "list").out().lines().toList();
        assertTrue(lines.stream().allMatch(line -> line.codePointCount(0, line.length()) <= 60), lines.toString());
        assertTrue(lines.get(1).contains("…"), lines.toString());
        assertFalse(cli.wide(Integer.MAX_VALUE).run("apps", "list").out().contains("…"));
    }

    @Test
    void columnsOrderAndHeadAreChosen() {
        assertEquals("HOST              NAME\nhello.localhost   hello\na [31mred         odd\n",
            cli.run("apps", "list", "--columns", "host,name").out());
        assertEquals("odd\nhello\n", cli.run("apps", "list", "--columns", "NAME", "--sort", "host", "--no-headers").out());
        Cli.Result wrong = cli.run("apps", "list", "--columns", "colour");
        assertEquals(ExitCode.USAGE, wrong.code());
        assertTrue(wrong.err().contains("NAME, READY, LIVE"), wrong.err());
    }

    @Test
    void anOrderIsOneOfAColumnOrOfTheEngine() {
        engine.on("GET", "/images/a/tags", 200, "{\"items\":["
            + "{\"name\":\"big\",\"sizeBytes\":20000000,\"pushedAt\":\"" + Instant.now().minusSeconds(30) + "\"},"
            + "{\"name\":\"small\",\"sizeBytes\":900,\"pushedAt\":\"" + Instant.now().minusSeconds(7_200) + "\"}]}");
        assertEquals("small\nbig\n", cli.run("images", "tags", "a", "-o", "name", "--sort", "size").out());
        assertEquals("big\nsmall\n", cli.run("images", "tags", "a", "-o", "name", "--sort=-size").out());
        assertEquals("big\nsmall\n", cli.run("images", "tags", "a", "-o", "name", "--sort", "pushed").out());
        assertEquals("small", JsonMapper.builder().build().readTree(cli.run("images", "tags", "a", "-o", "json",
            "--sort", "size").out()).path("items").get(0).path("name").asString());
        assertEquals("hello\nodd\n", cli.run("apps", "list", "-o", "name", "--sort=-created").out());
        assertTrue(engine.last("GET").uri().getQuery().contains("sort=-created"), "The engine sorts before it cuts");
        cli.run("apps", "list", "--sort", "host");
        assertFalse(engine.last("GET").uri().getQuery().contains("sort"), "What the engine cannot sort by is not its matter");
    }

    @Test
    void numbersAreSortedAsNumbers() {
        engine.on("GET", "/applications/a/versions", 200, "{\"items\":[{\"name\":\"v10\"},{\"name\":\"v9\"},"
            + "{\"name\":\"v1\"}]}");
        assertEquals("v1\nv9\nv10\n", cli.run("versions", "a", "--sort", "version", "--columns", "version",
            "--no-headers").out());
    }

    @Test
    void whatWasDoneIsTheBodyForMachines() {
        engine.on("GET", "/applications/a", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            FakeEngine.send(exchange, 200, "{\"name\":\"a\"}");
        });
        engine.on("PATCH", "/applications/a", 200, "{\"name\":\"a\",\"host\":\"h\"}");
        assertEquals("application a changed\n", cli.run("apps", "update", "a", "--host", "h").out());
        assertEquals("h", JsonMapper.builder().build().readTree(cli.run("apps", "update", "a", "--host", "h", "-o", "json")
            .out()).path("host").asString());
    }

    @Test
    void jsonIsTheBodyOfAllPages() {
        var body = JsonMapper.builder().build().readTree(cli.run("apps", "list", "-o", "json").out());
        assertEquals("hello", body.path("items").get(0).path("name").asString());
        assertEquals(10, body.path("items").get(0).path("live").path("v2").asInt());
        assertEquals(2, body.path("items").size());
        assertFalse(body.has("next"));
    }

    @Test
    void limitStopsAndSaysWhatIsNext() {
        var body = JsonMapper.builder().build().readTree(cli.run("apps", "list", "--limit", "1", "-o", "json").out());
        assertEquals(1, body.path("items").size());
        assertEquals("two", body.path("next").asString());
        assertTrue(engine.last("GET").uri().getQuery().contains("limit=1"));
    }

    @Test
    void yamlIsTheSame() {
        var yaml = YAMLMapper.builder().build().readTree(cli.run("apps", "list", "-o", "yaml").out());
        var json = JsonMapper.builder().build().readTree(cli.run("apps", "list", "-o", "json").out());
        assertEquals(json, yaml);
    }

    @Test
    void namesAreAloneOnTheirLines() {
        assertEquals("hello\nodd\n", cli.run("app", "ls", "-o", "NAME").out());
    }

    @Test
    void oneIsShownFieldByField() {
        engine.on("GET", "/parts/scheduler/a", 200, "{\"seam\":\"scheduler\",\"name\":\"a\",\"present\":true,"
            + "\"health\":{\"state\":\"UP\"},\"settings\":{\"x\":\"1\",\"y\":\"2\"}}");
        String out = cli.run("parts", "show", "scheduler", "a").out();
        assertTrue(out.contains("Settings     x=1\n             y=2\n"), out);
        assertEquals("scheduler/a\n", cli.run("parts", "show", "scheduler", "a", "-o", "name").out());
    }

    @Test
    void repositoryWithSlashIsOneSegment() {
        engine.on("GET", "/images/team%2Fhello", 200, "{\"repository\":\"team/hello\",\"isPublic\":true}");
        assertEquals(0, cli.run("images", "show", "team/hello").code());
    }

    @Test
    void metricsAreRowsOfPoints() {
        engine.on("GET", "/applications/hello/metrics", 200, "{\"series\":[{\"labels\":{\"cell\":\"a\"},"
            + "\"points\":[[1000,1.5E2],[61000,2.0]]}]}");
        Cli.Result result = cli.run("metrics", "hello", "cpu", "--since", "2h", "--step", "5m");
        assertTrue(result.out().contains("1970-01-01T00:00:01Z   cell=a   150\n"), result.out());
        assertTrue(engine.last("GET").uri().getQuery().contains("stepSeconds=300"));
    }

    @Test
    void healthTellsByItsExitCode() {
        engine.on("GET", "/health", 503, "{\"ready\":false,\"region\":\"r\",\"missing\":[\"bus\"]}");
        Cli.Result result = cli.run("health");
        assertEquals(ExitCode.UNAVAILABLE, result.code());
        assertTrue(result.out().contains("Missing   bus"), result.out());
        engine.on("GET", "/health", 200, "{\"ready\":true,\"region\":\"r\",\"missing\":[\"scheduler cell-b: away\"]}");
        assertEquals(ExitCode.UNAVAILABLE, cli.run("health").code());
        engine.on("GET", "/health", 200, "{\"ready\":true,\"region\":\"r\",\"missing\":[]}");
        assertEquals(ExitCode.OK, cli.run("health").code());
    }
}
