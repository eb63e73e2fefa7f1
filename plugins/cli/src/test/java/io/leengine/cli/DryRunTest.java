package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class DryRunTest {
    private static final String WOULD = "{\"activity\":{\"action\":\"application.create\",\"kind\":\"application\","
        + "\"resource\":\"hello\",\"detail\":\"host hello.localhost\"}}";

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

    @Test
    void showsWhatWouldBeSentAndWhatTheEngineSays() {
        engine.on("POST", "/applications", 200, WOULD);
        Cli.Result result = cli.run("apps", "create", "hello", "--dry-run");
        assertEquals(0, result.code(), result.err());
        assertEquals("""
            would send   POST /api/v1/applications
                         {"name":"hello","isPrivate":false}
            the engine   would do it: application.create of application hello (host hello.localhost)
            Nothing was changed.
            """, result.out());
        assertEquals("dryRun=true", engine.last("POST").uri().getQuery());
    }

    @Test
    void aRefusalIsOneWithItsExitCode() {
        engine.on("POST", "/applications", 409, "{\"detail\":\"It is there.\",\"nextStep\":\"Take another name.\"}");
        Cli.Result result = cli.run("apps", "create", "hello", "--dry-run");
        assertEquals(ExitCode.CONFLICT, result.code());
        assertTrue(result.out().contains("would refuse it"), result.out());
        assertEquals("leengine: It is there.\n  Take another name.\n", result.err());
    }

    @Test
    void deletingAsksNobody() {
        engine.on("GET", "/applications/hello", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            FakeEngine.send(exchange, 200, "{\"name\":\"hello\"}");
        });
        engine.on("DELETE", "/applications/hello", 200, WOULD);
        Cli.Result result = cli.run("apps", "delete", "hello", "--dry-run");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("If-Match: \"7\""), result.out());
        assertEquals("dryRun=true", engine.last("DELETE").uri().getQuery());
    }

    @Test
    void secretsAreMasked() throws Exception {
        engine.on("POST", "/users", 200, WOULD);
        Path password = Files.writeString(folder.resolve("password"), "open sesame\n");
        Cli.Result user = cli.run("user", "create", "bob", "--password-file", password.toString(), "--dry-run");
        assertFalse(user.out().contains("sesame"), user.out());
        assertTrue(user.out().contains("\"password\":\"***\""), user.out());
        assertTrue(engine.last("POST").body().contains("open sesame"), "What is masked is masked for people only");
        engine.on("GET", "/applications/a/next-version", 200, "{\"settings\":{\"environment\":{}}}");
        engine.on("POST", "/applications/a/versions", 200, WOULD);
        Cli.Result deploy = cli.run("deploy", "a", "-t", "1", "-e", "DB_PASSWORD=sesame", "-e", "COLOUR=red", "--dry-run",
            "-o", "json");
        assertFalse(deploy.out().contains("sesame"), deploy.out());
        var told = JsonMapper.builder().build().readTree(deploy.out());
        assertEquals("/api/v1/applications/a/versions", told.path("path").asString());
        assertEquals("red", told.path("body").path("settings").path("environment").path("COLOUR").asString());
        assertEquals("application.create", told.path("answer").path("activity").path("action").asString());
    }

    @Test
    void anEngineThatCannotTryRefusesAndNothingIsDone() {
        engine.on("POST", "/applications", 400, "{\"field\":\"dryRun\",\"detail\":\"There is no query parameter 'dryRun'.\"}");
        assertEquals(ExitCode.USAGE, cli.run("apps", "create", "hello", "--dry-run").code());
        assertEquals(1, engine.requests().size());
    }
}
