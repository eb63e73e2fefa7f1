package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A command in an instance, from the command line to the sandbox and back. */
@ExtendWith(SharedEngine.class)
class ExecIT {
    private static final String NAME = "inside";
    private static final Path CLI = LiveEngine.EXPORTED.resolve("bin/leengine");
    private static LiveEngine engine;
    private static String token;

    private record Ended(int status, String out, String err) {
    }

    @BeforeAll
    static void deploy(LiveEngine shared) throws Exception {
        engine = shared;
        engine.create(NAME);
        engine.deploy(NAME, "one", 1, 100).expect(201);
        engine.awaitReady(NAME, 2);
        token = engine.nobody().post("/sessions", Map.of("name", "admin", "password", engine.password())).expect(201)
                .at("token");
    }

    @AfterAll
    static void remove() throws Exception {
        engine.remove(NAME);
    }

    private static Ended run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("LEENGINE_URL", engine.url(), "LEENGINE_TOKEN", token));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
            return new Ended(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void printsAndEndsAsTheCommandDoes() throws Exception {
        Ended well = run(CLI.toString(), "exec", NAME, "--cell", "cell-b", "--", "java", "--version");
        assertEquals(0, well.status(), well.toString());
        assertTrue(well.out().startsWith("openjdk "), well.toString());
        assertTrue(well.err().startsWith("In cell-b/"), well.toString());
        Ended badly = run(CLI.toString(), "exec", NAME, "--", "java", "--no-such-option");
        assertEquals(1, badly.status(), badly.toString());
        assertTrue(badly.out().contains("--no-such-option"), badly.toString());
        Ended absent = run(CLI.toString(), "exec", NAME, "--", "/no/such/program");
        assertEquals(127, absent.status(), absent.toString());
    }

    @Test
    void hasATerminalWhereThereIsOne() throws Exception {
        Ended ended = run("script", "-q", "-e", "-c", "'" + CLI + "' exec " + NAME + " -t -- java --version", "/dev/null");
        assertEquals(0, ended.status(), ended.toString());
        assertTrue(ended.out().contains("openjdk ") && ended.out().contains("\r\n"), ended.toString());
    }

    @Test
    void activityTellsWhoDid() throws Exception {
        JsonNode instance = engine.awaitReady(NAME, 2).get(0);
        String place = instance.path("cell").asString() + "/" + instance.path("id").asString();
        Ended ended = run(CLI.toString(), "exec", NAME, "--instance", instance.path("id").asString(), "--", "java",
                "-Dsecret=hidden", "--version");
        assertEquals(0, ended.status(), ended.toString());
        String activity = engine.api().get("/activity?kind=application&resource=" + NAME).expect(200).text();
        assertTrue(activity.contains("\"application.exec\"") && activity.contains("java on " + place), activity);
        assertTrue(!activity.contains("hidden"), activity);
    }

    @Test
    void whoMayNotIsRefused() throws Exception {
        List<String> command = List.of(CLI.toString(), "exec", NAME, "--cell", "cell-a", "--instance", "none", "--", "java");
        assertEquals(3, run(command.toArray(String[]::new)).status());
    }
}
