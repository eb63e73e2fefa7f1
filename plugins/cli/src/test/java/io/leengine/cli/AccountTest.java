package io.leengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.context.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void answers() {
        cli = new Cli(folder);
        engine.on("POST", "/sessions", exchange -> {
            boolean right = engine.last("POST").body().contains("\"password\":\"pass word\"");
            FakeEngine.send(exchange, right ? 201 : 401, right
                ? "{\"token\":\"fresh\",\"user\":{\"id\":\"1\",\"name\":\"ada\",\"administrator\":true}}"
                : "{\"detail\":\"Wrong.\"}");
        });
        engine.on("GET", "/self", 200, "{\"id\":\"1\",\"name\":\"ada\",\"administrator\":true}");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void passwordFileLogsInAndOnlyTheUserReadsTheContext() throws IOException {
        Cli.Result result = cli.run("login", "--url", engine.url().toString(), "--user", "ada", "--password-file",
            file("password", "pass word\n").toString());
        assertEquals(0, result.code(), result.err());
        Context context = cli.contexts().current().orElseThrow();
        assertEquals("fresh", context.token());
        assertEquals("ada@" + engine.url().getAuthority(), context.name());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(
            folder.resolve("configuration/contexts.json"))));
        assertFalse(result.out().contains("fresh"));
        assertEquals(0, cli.run("whoami").code());
        assertEquals("Bearer fresh", engine.last("GET").header("Authorization"));
    }

    @Test
    void asksOnATerminalOnly() {
        assertEquals(ExitCode.USAGE, cli.run("login", "--url", engine.url().toString()).code());
        assertEquals(0, cli.answering("ada", "pass word").run("login", "--url", engine.url().toString()).code());
        assertEquals(ExitCode.DENIED, cli.answering("ada", "other").run("login").code());
        assertEquals("fresh", cli.contexts().current().orElseThrow().token());
    }

    @Test
    void tokenIsProvedBeforeItIsKept() throws IOException {
        String token = file("token", "personal\n").toString();
        assertEquals(0, cli.run("login", "--url", engine.url().toString(), "--token-file", token, "--name", "mine").code());
        assertEquals("personal", cli.contexts().named("mine").token());
        engine.on("GET", "/self", 401, "{\"detail\":\"Unknown.\"}");
        assertEquals(ExitCode.DENIED, cli.run("login", "--token-file", token, "--name", "other").code());
        assertTrue(cli.contexts().find("other").isEmpty());
    }

    @Test
    void logoutForgetsEvenAnEndedSession() {
        cli.at(engine.url());
        engine.on("DELETE", "/sessions/current", 401, "{\"detail\":\"Ended.\"}");
        assertEquals(0, cli.run("logout").code());
        assertTrue(cli.contexts().all().isEmpty());
        assertEquals(ExitCode.DENIED, cli.run("logout").code());
    }

    @Test
    void contextsAreListedUsedAndDeleted() {
        cli.at(engine.url());
        cli.contexts().put(new Context("other", URI.create("http://other:1"), "bob", "hidden"));
        assertEquals("other\ntest\n", cli.run("context", "list", "-o", "name").out());
        assertFalse(cli.run("context", "list", "-o", "json").out().contains("hidden"));
        assertEquals(0, cli.run("context", "use", "test").code());
        assertEquals("test", cli.contexts().current().orElseThrow().name());
        assertEquals(ExitCode.NOT_FOUND, cli.run("context", "use", "nobody").code());
        assertEquals(0, cli.run("context", "delete", "other", "--yes").code());
        assertEquals("test\n", cli.run("context", "list", "-o", "name").out());
    }

    @Test
    void aContextIsRenamed() {
        cli.at(engine.url());
        cli.contexts().put(new Context("other", URI.create("http://other:1"), "bob", "hidden"));
        assertEquals(ExitCode.CONFLICT, cli.run("context", "rename", "test", "other").code());
        assertEquals(ExitCode.NOT_FOUND, cli.run("context", "rename", "nobody", "x").code());
        assertEquals(0, cli.run("context", "rename", "other", "home").code());
        assertEquals("home", cli.contexts().current().orElseThrow().name());
        assertEquals("hidden", cli.contexts().named("home").token());
        assertEquals("home\ntest\n", cli.run("context", "list", "-o", "name").out());
    }

    @Test
    void theEnvironmentNamesAContext() {
        cli.at(engine.url());
        cli.contexts().put(new Context("other", URI.create("http://127.0.0.1:1"), "bob", "hidden"));
        assertEquals(ExitCode.UNAVAILABLE, cli.run("whoami").code());
        cli.with("LEENGINE_CONTEXT", "test");
        assertTrue(cli.run("whoami").out().contains("Context         test"));
        assertEquals("Bearer secret-token", engine.last("GET").header("Authorization"));
        cli.with("LEENGINE_TOKEN", "of a script");
        assertEquals(0, cli.run("whoami").code());
        assertEquals("Bearer of a script", engine.last("GET").header("Authorization"));
        assertEquals(ExitCode.UNAVAILABLE, cli.run("whoami", "--context", "other").code());
        assertEquals(ExitCode.NOT_FOUND, cli.with("LEENGINE_CONTEXT", "nobody").run("whoami").code());
    }

    @Test
    void deletingSaysWhere() {
        cli.at(engine.url());
        engine.on("GET", "/applications/a", 200, "{}");
        cli.answering("nothing").run("apps", "delete", "a");
        assertTrue(cli.asked().getLast().contains(engine.url() + " (context test)"), cli.asked().toString());
    }

    @Test
    void environmentAndOptionsSayWhereAndWho() {
        assertEquals(0, cli.with("LEENGINE_URL", engine.url().toString()).with("LEENGINE_TOKEN", "given").run("whoami")
            .code());
        assertEquals("Bearer given", engine.last("GET").header("Authorization"));
        cli.at(engine.url());
        assertEquals(0, cli.run("whoami", "--context", "test").code());
        assertEquals("Bearer secret-token", engine.last("GET").header("Authorization"));
        assertEquals(0, cli.run("whoami", "--url", engine.url().toString()).code());
        assertEquals("Bearer given", engine.last("GET").header("Authorization"));
        assertEquals(ExitCode.NOT_FOUND, cli.run("whoami", "--context", "nobody").code());
    }

    @Test
    void aContextsTokenIsNotSentElsewhere() {
        cli.contexts().put(new Context("other", URI.create("http://other:1"), "bob", "hidden"));
        assertEquals(0, cli.run("whoami", "--context", "other", "--url", engine.url().toString()).code());
        assertEquals("", engine.last("GET").header("Authorization"));
    }

    @Test
    void tokensSayHowFarTheyReach() {
        cli.at(engine.url());
        engine.on("POST", "/tokens", 201, "{\"id\":\"t\",\"name\":\"ci\",\"secret\":\"lep_x\"}");
        assertEquals(0, cli.run("token", "create", "ci", "--role", "developer", "--kind", "image,code-build", "--validity",
            "1d").code());
        assertEquals("{\"name\":\"ci\",\"validitySeconds\":86400,\"role\":\"DEVELOPER\",\"kinds\":[\"image\",\"code-build\"],"
            + "\"bossSide\":false}", engine.last("POST").body());
        engine.on("POST", "/images/team%2Fa/deploy-tokens", 201, "{\"id\":\"t\",\"name\":\"ci\",\"secret\":\"led_x\"}");
        Cli.Result made = cli.run("deploy-token", "create", "image", "team/a", "ci", "--role", "reporter");
        assertEquals(0, made.code(), made.err());
        assertTrue(made.out().contains("led_x"));
        assertEquals("{\"name\":\"ci\",\"role\":\"REPORTER\"}", engine.last("POST").body());
        assertEquals(ExitCode.USAGE, cli.run("deploy-token", "list", "cell", "x").code());
        engine.on("DELETE", "/images/team%2Fa/deploy-tokens/t", 204, "");
        assertEquals(0, cli.run("deploy-token", "delete", "image", "team/a", "t", "--yes").code());
    }

    @Test
    void usersAreLookedAfterAndPasswordsComeFromFiles() throws IOException {
        cli.at(engine.url());
        engine.on("PATCH", "/users/bob", 200, "{\"id\":\"2\",\"name\":\"bob\",\"administrator\":false,\"disabled\":true}");
        assertEquals(0, cli.run("user", "update", "bob", "--disabled", "true").code());
        assertEquals("{\"disabled\":true}", engine.last("PATCH").body());
        engine.on("PUT", "/users/bob/password", 204, "");
        assertEquals(0, cli.run("user", "reset-password", "bob", "--password-file",
            file("new", "a new password\n").toString()).code());
        assertEquals("{\"password\":\"a new password\"}", engine.last("PUT").body());
        engine.on("DELETE", "/users/bob/lock-out", 204, "");
        assertEquals(0, cli.run("user", "unlock", "bob").code());
        engine.on("DELETE", "/users/bob", 409, "{\"detail\":\"bob is the last owner of application hello.\"}");
        assertEquals(ExitCode.CONFLICT, cli.run("user", "delete", "bob", "--yes").code());
        assertEquals(ExitCode.USAGE, cli.run("user", "reset-password", "bob").code());
        engine.on("PUT", "/self/password", 204, "");
        assertEquals(0, cli.answering("old one", "new one", "new one").run("account", "password").code());
        assertEquals("{\"next\":\"new one\",\"present\":\"old one\"}", engine.last("PUT").body()
            .replaceFirst("\\{(\"present\":\"old one\"),(.*)}", "{$2,$1}"));
    }

    @Test
    void aBrowserComesBackToTheTerminal() throws Exception {
        engine.on("POST", "/log-ins", exchange -> {
            String port = engine.last("POST").body().replaceAll(".*\"port\":([0-9]+).*", "$1");
            FakeEngine.send(exchange, 201, "{\"url\":\"https://login.example.org/\",\"secret\":\"lel_x\"}");
            // The browser, which logs in at once.
            Thread.ofVirtual().start(() -> {
                try (var browser = java.net.http.HttpClient.newHttpClient()) {
                    browser.send(java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                        + "/?code=lec_abcdefghijklmnopqrstuvwxyz")).build(),
                        java.net.http.HttpResponse.BodyHandlers.discarding());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        });
        engine.on("POST", "/log-ins/session", exchange -> FakeEngine.send(exchange,
            engine.last("POST").body().contains("lec_abcdefghijklmnopqrstuvwxyz") ? 201 : 401,
            "{\"token\":\"fresh\",\"user\":{\"id\":\"1\",\"name\":\"ada\"}}"));
        Cli.Result result = cli.run("login", "--url", engine.url().toString(), "--provider", "company");
        assertEquals(0, result.code(), result.err());
        assertEquals("fresh", cli.contexts().current().orElseThrow().token());
        assertTrue(result.err().contains("https://login.example.org/"));
        assertFalse((result.out() + result.err()).contains("lel_x"), "the secret is not shown");
        engine.on("POST", "/log-ins", 201, "{\"url\":\"https://login.example.org/\",\"secret\":\"lel_x\"}");
        assertEquals(0, cli.answering("http://127.0.0.1:7079/?code=lec_abcdefghijklmnopqrstuvwxyz").run("login",
            "--provider", "company", "--paste").code());
        assertEquals(ExitCode.USAGE, cli.answering("nothing").run("login", "--provider", "company", "--paste").code());
    }
}
