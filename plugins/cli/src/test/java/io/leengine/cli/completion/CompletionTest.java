package io.leengine.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.cli.Cli;
import io.leengine.cli.FakeEngine;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CompletionTest {
    @TempDir
    private Path folder;
    private final FakeEngine engine = new FakeEngine();
    private Cli cli;

    @BeforeEach
    void names() {
        cli = new Cli(folder).at(engine.url()).with("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .with("LEENGINE_COMPLETION_LIMIT", "30s");
        engine.on("GET", "/applications", exchange -> FakeEngine.send(exchange, 200,
            "{\"items\":[{\"name\":\"hello\"},{\"name\":\"helper\"},{\"name\":\"shop\"}]}"));
        engine.on("GET", "/applications/hello", 200, "{\"name\":\"hello\",\"image\":\"team/hello\","
            + "\"group\":\"public\"}");
        engine.on("GET", "/load-balancer-groups/public/certificates", 200, "{\"items\":[{\"name\":\"wild\"}]}");
        engine.on("GET", "/applications/hello/versions", 200, "{\"items\":[{\"name\":\"v1\"},{\"name\":\"v2\"}]}");
        engine.on("GET", "/applications/hello/instances", 200, "{\"items\":[{\"id\":\"i1\",\"cell\":\"cell-a\"},"
            + "{\"id\":\"i2\",\"cell\":\"cell-b\"}]}");
        engine.on("GET", "/cells", 200, "{\"items\":[{\"name\":\"cell-a\"},{\"name\":\"cell-b\"}]}");
        engine.on("GET", "/images", 200, "{\"items\":[{\"repository\":\"team/hello\"}]}");
        engine.on("GET", "/images/team%2Fhello/tags", 200, "{\"items\":[{\"name\":\"1.0\"},{\"name\":\"1.1\"}]}");
        engine.on("GET", "/code-builds", 200, "{\"items\":[{\"name\":\"hello\"}]}");
        engine.on("GET", "/code-builds/hello/runs", 200, "{\"items\":[{\"number\":7}]}");
        engine.on("GET", "/image-groups", 200, "{\"items\":[{\"name\":\"tools\"}]}");
        engine.on("GET", "/image-groups/tools/members", 200, "{\"items\":[{\"user\":\"ann\"}]}");
        engine.on("GET", "/users", 200, "{\"items\":[{\"name\":\"ann\"},{\"name\":\"bob\"}]}");
        engine.on("GET", "/parts", 200, "{\"items\":[{\"seam\":\"scheduler\",\"name\":\"cell-a\"},"
            + "{\"seam\":\"bus\",\"name\":\"bus\"}]}");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private List<String> complete(String... words) {
        List<String> line = new ArrayList<>(List.of("__complete", "zsh", "--"));
        line.addAll(List.of(words));
        Cli.Result result = cli.run(line.toArray(String[]::new));
        assertEquals(0, result.code());
        assertEquals("", result.err());
        return result.out().lines().map(each -> each.split("\t")[0]).toList();
    }

    @Test
    void commandsOptionsAndWordsAreKnownWithoutAnEngine() {
        assertTrue(complete("a").containsAll(List.of("apps", "activity")));
        assertEquals(List.of("list"), complete("apps", "li"));
        assertTrue(complete("apps", "").contains("watch"));
        assertTrue(complete("deploy", "x", "--he").contains("--health-path"));
        assertEquals(List.of("json"), complete("apps", "list", "-o", "j"));
        assertEquals(List.of("--output=yaml"), complete("apps", "list", "--output=y"));
        assertEquals(List.of("--private", "--no-private"), complete("apps", "update", "x", "--").stream()
            .filter(each -> each.endsWith("private")).toList());
        assertEquals(List.of(), complete("apps", "list", "--search", "x", "--search").stream().filter("--search"::equals)
            .toList());
        assertTrue(complete("").stream().noneMatch(each -> each.startsWith("__")), "What is hidden is not offered");
        assertEquals(List.of("scheduler"), complete("parts", "show", "sch"));
        assertEquals(List.of("test"), complete("context", "use", "te"));
        assertTrue(engine.requests().isEmpty());
    }

    @Test
    void namesComeFromTheEngine() {
        assertEquals(List.of("hello", "helper"), complete("apps", "show", "hel"));
        assertEquals("limit=200&search=hel", engine.last("GET").uri().getQuery());
        assertEquals(List.of("v1", "v2"), complete("version", "show", "hello", ""));
        assertEquals(List.of("v1=", "v2="), complete("weight", "hello", "v1=90", "v"));
        assertEquals(List.of("1.0", "1.1"), complete("images", "delete-tag", "team/hello", "1"));
        assertEquals(List.of("1.0", "1.1"), complete("deploy", "hello", "--tag", "1."));
        assertEquals(List.of("--tag=1.1"), complete("deploy", "hello", "--tag=1.1"));
        assertEquals(List.of("cell-a=2,cell-a=", "cell-a=2,cell-b="), complete("scale", "hello", "v1", "-c", "cell-a=2,c"));
        assertEquals(List.of("i2"), complete("instance", "replace", "hello", "cell-b", ""));
        assertEquals(List.of("7"), complete("builds", "log", "hello", ""));
        assertEquals(List.of("bus"), complete("parts", "show", "bus", ""));
        assertEquals(List.of("wild"), complete("certificates", "show", "--group", "public", ""));
        assertEquals(List.of("wild"), complete("domain", "set", "hello", "--tls", ""));
        assertEquals(List.of(), complete("apps", "create", ""), "What is made has a new name");
        assertEquals(List.of(":files"), complete("plugins", "install", "x"));
    }

    @Test
    void membersAreOfTheKindAndTheNameBefore() {
        assertEquals(List.of("image", "image-group"), complete("members", "list", "im"));
        assertEquals(List.of("tools"), complete("members", "list", "image-group", ""));
        assertEquals(List.of("team/hello"), complete("members", "list", "image", ""));
        assertEquals(List.of("ann"), complete("members", "remove", "image-group", "tools", ""));
        assertEquals(List.of("bob"), complete("members", "add", "image-group", "tools", "b"));
        assertEquals(List.of("--role=guest"), complete("members", "add", "image-group", "tools", "bob", "--role=g"));
        assertEquals(List.of("tools"), complete("image-groups", "delete", ""));
        assertEquals(List.of("tools"), complete("images", "move", "team/hello", "--group", ""));
    }

    @Test
    void bashReplacesOnlyWhatIsBehindItsBreaks() {
        Cli.Result result = cli.run("__complete", "bash", "leengine scale hello v1 -c cell-a=2,c");
        assertEquals("2,cell-a=\n2,cell-b=\n", result.out());
        assertEquals("apps\n", cli.run("__complete", "bash", "leengine ap").out());
        assertEquals("hello\nhelper\n", cli.run("__complete", "bash", "leengine  apps show 'hel").out());
    }

    @Test
    void isAskedOnceWithinAMoment() throws Exception {
        complete("apps", "show", "hel");
        complete("apps", "show", "hel");
        assertEquals(1, engine.requests().size());
        Path kept = folder.resolve("cache/leengine/completion");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        try (var files = Files.list(kept)) {
            Path file = files.findFirst().orElseThrow();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(java.time.Instant.now()
                .minus(Duration.ofMinutes(1))));
        }
        complete("apps", "show", "hel");
        assertEquals(2, engine.requests().size());
    }

    @Test
    void saysNothingWhenNobodyAnswers() throws Exception {
        engine.on("GET", "/cells", 500, "{\"detail\":\"A defect.\"}");
        assertEquals(List.of(), complete("cells", "show", ""));
        assertEquals(List.of(), new CompletionLine(new Cli(folder.resolve("nobody"))).of("apps", "show", ""));
        try (ServerSocket silent = new ServerSocket(0)) {
            cli.with("LEENGINE_COMPLETION_LIMIT", "").at(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            long began = System.nanoTime();
            assertEquals(List.of(), complete("apps", "show", ""));
            assertTrue(System.nanoTime() - began < Duration.ofSeconds(3).toNanos(), "It waits a second at most");
        }
        assertEquals("", cli.run("__complete", "bash").out().lines().filter(line -> line.contains("Exception")).findAny()
            .orElse(""));
    }

    private record CompletionLine(Cli cli) {
        List<String> of(String... words) {
            List<String> line = new ArrayList<>(List.of("__complete", "fish", "--"));
            line.addAll(List.of(words));
            Cli.Result result = cli.run(line.toArray(String[]::new));
            assertEquals(0, result.code());
            assertEquals("", result.err());
            return result.out().lines().toList();
        }
    }
}
