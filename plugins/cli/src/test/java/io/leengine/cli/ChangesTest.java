package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChangesTest {
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void answers(@TempDir Path folder) {
        cli = new Cli(folder).at(engine.url());
        tagged("GET", "/applications/hello", "{\"name\":\"hello\"}");
        tagged("PATCH", "/applications/hello", "{\"name\":\"hello\"}");
        engine.on("DELETE", "/applications/hello", 202, "");
    }

    private void tagged(String method, String path, String body) {
        engine.on(method, path, exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            FakeEngine.send(exchange, 200, body);
        });
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private long deletions() {
        return engine.requests().stream().filter(request -> request.method().equals("DELETE")).count();
    }

    private JsonNode sent(String method) {
        return JsonMapper.builder().build().readTree(engine.last(method).body());
    }

    @Test
    void nothingIsDeletedWithoutAsking() {
        Cli.Result result = cli.run("apps", "delete", "hello");
        assertEquals(ExitCode.USAGE, result.code());
        assertTrue(result.err().contains("--yes"), result.err());
        assertEquals(0, deletions());
    }

    @Test
    void theNameHasToBeTyped() {
        assertEquals(ExitCode.FAILED, cli.answering("helo").run("apps", "delete", "hello").code());
        assertEquals(ExitCode.FAILED, cli.answering().run("apps", "delete", "hello").code());
        assertEquals(0, deletions());
        assertEquals(0, cli.answering("hello").run("apps", "delete", "hello").code());
        assertEquals(1, deletions());
    }

    @Test
    void whatWasReadIsDeleted() {
        assertEquals(0, cli.run("apps", "delete", "hello", "--yes").code());
        assertEquals("\"7\"", engine.last("DELETE").header("If-Match"));
    }

    @Test
    void whatDoesNotExistIsNotAskedFor() {
        assertEquals(ExitCode.NOT_FOUND, cli.answering("nope").run("apps", "delete", "nope").code());
        assertEquals(0, deletions());
    }

    @Test
    void otherDeletionsAskToo() {
        engine.on("GET", "/applications/hello/versions/v1", 200, "{}");
        for (String line : new String[] {"version delete hello v1", "images delete-tag i t", "token delete i",
            "context delete test"}) {
            assertEquals(ExitCode.USAGE, cli.run(line.split(" ")).code(), line);
        }
        assertEquals(0, deletions());
    }

    @Test
    void onlyWhatIsGivenIsChanged() {
        assertEquals(0, cli.run("apps", "update", "hello", "--no-private", "--host", "a.b").code());
        assertEquals("\"7\"", engine.last("PATCH").header("If-Match"));
        assertEquals("{\"host\":\"a.b\",\"isPrivate\":false}", engine.last("PATCH").body());
        cli.run("apps", "update", "hello", "--private");
        assertEquals("{\"isPrivate\":true}", engine.last("PATCH").body());
    }

    @Test
    void aBuildKeepsWhatIsNotGiven() {
        tagged("GET", "/code-builds/b", "{\"name\":\"b\",\"repository\":\"r\",\"ref\":\"main\",\"folder\":\"\","
            + "\"dockerfile\":\"Dockerfile\",\"compile\":[\"package\"],\"image\":\"i\",\"timeLimitSeconds\":900,"
            + "\"description\":\"d\",\"revision\":7}");
        tagged("PUT", "/code-builds/b", "{}");
        assertEquals(0, cli.run("builds", "update", "b", "--ref", "next", "--time-limit", "5m").code());
        assertEquals("\"7\"", engine.last("PUT").header("If-Match"));
        assertEquals("next", sent("PUT").path("ref").asString());
        assertEquals(300, sent("PUT").path("timeLimitSeconds").asInt());
        assertEquals("package", sent("PUT").path("compile").get(0).asString());
        assertEquals("r", sent("PUT").path("repository").asString());
        cli.run("builds", "update", "b", "--no-compile");
        assertEquals(0, sent("PUT").path("compile").size());
    }

    @Test
    void aPartKeepsItsOtherSettings() {
        tagged("GET", "/parts/scheduler/a", "{\"plugin\":\"p\",\"settings\":{\"x\":\"1\",\"y\":\"2\"},\"nodeLimit\":9}");
        tagged("PUT", "/parts/scheduler/a", "{}");
        assertEquals(0, cli.run("parts", "update", "scheduler", "a", "--set", "z=a=b", "--unset", "x").code());
        assertEquals("{\"y\":\"2\",\"z\":\"a=b\"}", sent("PUT").path("settings").toString());
        assertEquals(9, sent("PUT").path("nodeLimit").asInt());
    }

    @Test
    void conflictIsToldApart() {
        engine.on("PATCH", "/applications/hello", 412, "{\"detail\":\"Somebody was first.\"}");
        assertEquals(ExitCode.CONFLICT, cli.run("apps", "update", "hello", "--host", "h").code());
    }
}
