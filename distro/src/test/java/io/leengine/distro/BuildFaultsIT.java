package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can be wrong with a build, and what the platform says about it. */
@ExtendWith(SharedEngine.class)
class BuildFaultsIT {
    private static final String NAME = "faulty";
    /** The engine's own command, which may well lie in a folder whose name has to do with Maven. */
    private static final String ENGINE = "io.leengine.launcher.Launcher";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static LiveEngine engine;

    @BeforeAll
    static void share(LiveEngine shared) throws Exception {
        engine = shared;
        // The base image is there, so no run waits for it.
        engine.tag();
    }

    @AfterEach
    void remove() {
        engine.api().delete("/code-builds/" + NAME).expect(204);
    }

    @Test
    void saysThatThereIsNoRepository() throws Exception {
        failed(Map.of("repository", "file:///no/such/repository"), "NOT_FOUND", "repository");
    }

    @Test
    void saysThatThereIsNoBranch() throws Exception {
        failed(Map.of("ref", "no-such-branch"), "NOT_FOUND", "no-such-branch");
    }

    @Test
    void saysThatThereIsNoDockerfile() throws Exception {
        failed(Map.of("dockerfile", "NoSuchDockerfile"), "NOT_FOUND", "NoSuchDockerfile");
    }

    @Test
    void showsWhyTheCompileFailed() throws Exception {
        engine.source().branch("broken", "src/main/java/hello/Hello.java", "package hello;\n\nclass Hello { nonsense }\n");
        Answer run = failed(Map.of("ref", "broken", "compile", List.of("package")), "BUILD_FAILED", "exit code 1");
        String log = engine.log(NAME, run);
        assertTrue(log.contains("COMPILATION ERROR") && log.contains("Hello.java"), log);
    }

    @Test
    void endsACanceledBuildWithAllItsProcesses() throws Exception {
        try (SilentServer server = new SilentServer()) {
            int run = hang(server, "canceled", 600);
            assertTrue(builds() > 0, "the compile is not seen; the test sees nothing");
            engine.api().post("/code-builds/faulty/runs/" + run + "/cancel", Map.of()).expect(202);
            Answer ended = engine.ended(NAME, run);
            assertEquals("CANCELED", ended.at("state"), ended.text());
            awaitNoBuild();
        }
    }

    @Test
    void endsABuildThatTakesTooLong() throws Exception {
        try (SilentServer server = new SilentServer()) {
            Answer ended = engine.ended(NAME, hang(server, "endless", 12));
            assertEquals("FAILED", ended.at("state"), ended.text());
            assertEquals("TIMEOUT", ended.at("errorCode"), ended.text());
            awaitNoBuild();
        }
    }

    /** Starts a build whose compile waits for a server that never answers; returns once it waits. */
    private static int hang(SilentServer server, String branch, int limitSeconds) throws Exception {
        engine.source().branch(branch, "pom.xml", """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <parent><groupId>org.example</groupId><artifactId>absent</artifactId><version>1</version><relativePath/></parent>
                  <artifactId>waits</artifactId>
                  <repositories><repository><id>silent</id><url>http://127.0.0.1:%d/</url></repository></repositories>
                </project>
                """.formatted(server.port()));
        int run = start(Map.of("ref", branch, "compile", List.of("package"), "timeLimitSeconds", limitSeconds));
        server.awaitCaller(SOON);
        return run;
    }

    private static long builds() throws Exception {
        return Sandboxed.of(engine.root()).stream().map(Sandboxed.Found::command)
                .filter(command -> command.contains("mvn") || command.contains("maven"))
                .filter(command -> !command.contains(ENGINE)).count();
    }

    private static void awaitNoBuild() throws Exception {
        Await.until("the compile's processes to end", SOON, () -> Await.unless(builds() == 0,
                Sandboxed.of(engine.root()).toString()));
    }

    private static Answer failed(Map<String, Object> build, String code, String words) throws Exception {
        Answer run = engine.ended(NAME, start(build));
        assertEquals("FAILED", run.at("state"), run.text());
        assertEquals(code, run.at("errorCode"), run.text());
        assertTrue(run.at("error").contains(words), run.text());
        return run;
    }

    private static int start(Map<String, Object> build) throws Exception {
        Map<String, Object> whole = new HashMap<>(Map.of("name", NAME, "repository", engine.source().url(), "image",
                "hello"));
        whole.putAll(build);
        engine.api().post("/code-builds", whole).expect(201);
        return engine.api().post("/code-builds/faulty/runs", Map.of()).expect(202).number("number");
    }
}
