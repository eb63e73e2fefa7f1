package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MembersTest {
    private static final String BOB =
        "{\"user\":\"bob\",\"role\":\"DEVELOPER\",\"since\":\"2026-11-23T08:00:00Z\",\"ended\":false}";

    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void answers(@TempDir Path folder) {
        cli = new Cli(folder).at(engine.url());
        engine.on("GET", "/images/team%2Fx/members", 200, "{\"items\":[" + BOB + "]}");
        engine.on("POST", "/image-groups/tools/members", 201, BOB);
        engine.on("PUT", "/applications/hello/members/bob", 200, BOB);
        engine.on("DELETE", "/code-builds/b/members/bob", 204, "");
        engine.on("POST", "/applications/hello/leave", 204, "");
        engine.on("POST", "/applications/hello/hand-over", 200, BOB);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private JsonNode sent(String method) {
        return JsonMapper.builder().build().readTree(engine.last(method).body());
    }

    @Test
    void membersAreListedByKindAndName() {
        Cli.Result result = cli.run("members", "list", "image", "team/x");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("bob") && result.out().contains("developer"), result.out());
        assertEquals(ExitCode.USAGE, cli.run("members", "list", "cat", "tom").code());
    }

    @Test
    void aMemberIsAddedWithItsEnd() {
        assertEquals(0, cli.run("members", "add", "image-group", "tools", "bob", "--role", "developer", "--for", "30d").code());
        assertEquals("DEVELOPER", sent("POST").path("role").asString());
        Instant end = Instant.parse(sent("POST").path("expiresAt").asString());
        assertTrue(Duration.between(Instant.now(), end).toHours() >= 30 * 24 - 1, end.toString());
        assertEquals(0, cli.run("members", "add", "image-group", "tools", "bob", "--role", "Guest", "--until",
            "2030-01-01T00:00:00Z").code());
        assertEquals("2030-01-01T00:00:00Z", sent("POST").path("expiresAt").asString());
        assertEquals(ExitCode.USAGE, cli.run("members", "add", "image-group", "tools", "bob", "--role", "guest", "--for",
            "1h", "--until", "2030-01-01T00:00:00Z").code());
        assertEquals(ExitCode.USAGE, cli.run("members", "add", "image-group", "tools", "bob").code());
        assertEquals(ExitCode.USAGE, cli.run("members", "add", "image-group", "tools", "bob", "--role", "guest", "--until",
            "soon").code());
    }

    @Test
    void aMemberIsChangedWithoutAnEnd() {
        assertEquals(0, cli.run("members", "change", "application", "hello", "bob", "--role", "reporter").code());
        assertEquals("{\"role\":\"REPORTER\"}", engine.last("PUT").body());
    }

    @Test
    void whoGoesIsAskedFor() {
        assertEquals(ExitCode.USAGE, cli.run("members", "remove", "code-build", "b", "bob").code());
        assertEquals(ExitCode.USAGE, cli.run("members", "leave", "application", "hello").code());
        assertEquals(0, engine.requests().size());
        assertEquals(0, cli.run("members", "remove", "code-build", "b", "bob", "--yes").code());
        assertEquals(0, cli.answering("hello").run("members", "leave", "application", "hello").code());
    }

    @Test
    void ownershipIsHandedOver() {
        assertEquals(0, cli.run("members", "hand-over", "application", "hello", "bob").code());
        assertEquals("{\"user\":\"bob\"}", engine.last("POST").body());
    }

    @Test
    void changesOfMembersAreTriedWithoutAQuestion() {
        for (String what : new String[] {"remove application hello bob", "leave application hello",
            "hand-over application hello bob", "change application hello bob --role guest"}) {
            engine.requests().clear();
            engine.on("DELETE", "/applications/hello/members/bob", 200, "{}");
            engine.on("POST", "/applications/hello/leave", 200, "{}");
            Cli.Result result = cli.run(("members " + what + " --dry-run").split(" "));
            assertEquals(0, result.code(), what + ": " + result.err());
            assertTrue(result.out().contains("would send"), result.out());
            assertEquals("dryRun=true", engine.requests().getLast().uri().getQuery(), what);
        }
    }

    @Test
    void listsAreFilteredAndSorted() {
        for (String list : new String[] {"/applications", "/images", "/image-groups", "/code-builds"}) {
            engine.on("GET", list, 200, "{\"items\":[]}");
        }
        assertEquals(0, cli.run("apps", "list", "--mine", "--sort=-created", "--visibility", "private", "--image", "a/b",
            "--group", "main").code());
        assertEquals("sort=-created&role=guest&visibility=private&image=a%2Fb&group=main&limit=500",
            engine.last("GET").uri().getRawQuery());
        assertEquals(0, cli.run("images", "list", "--role", "master", "--group", "tools").code());
        assertEquals("role=master&group=tools&limit=500", engine.last("GET").uri().getRawQuery());
        assertEquals(0, cli.run("builds", "list", "--image", "i").code());
        assertEquals(0, cli.run("image-groups", "list", "--search", "t").code());
        assertEquals("search=t&limit=500", engine.last("GET").uri().getRawQuery());
    }

    @Test
    void anImageIsMovedAsItWasSeen() {
        engine.on("GET", "/images/team%2Fx", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            FakeEngine.send(exchange, 200, "{}");
        });
        engine.on("PUT", "/images/team%2Fx/group", 200, "{}");
        assertEquals(0, cli.run("images", "move", "team/x", "--group", "tools").code());
        assertEquals("\"7\"", engine.last("PUT").header("If-Match"));
        assertEquals("{\"group\":\"tools\"}", engine.last("PUT").body());
        assertEquals(0, cli.run("images", "move", "team/x").code());
        assertEquals("{}", engine.last("PUT").body());
    }
}
