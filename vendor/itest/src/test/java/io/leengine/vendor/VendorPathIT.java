package io.leengine.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the archetype to a plugin in a running platform, for a vendor whose Maven knows nothing of this reactor. */
class VendorPathIT {
    private static final List<String> SEAMS = List.of("builder", "bus", "identity", "load-balancer", "monitor", "network",
        "notifier", "registry-storage", "scheduler");
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Pattern COUNTED =
        Pattern.compile("Tests run: (\\d+), Failures: 0, Errors: 0, Skipped: 0.* in com\\.example\\.(\\w+)\\.ConformanceTest");
    private static final Pattern RUNS = Pattern.compile("platform: runs my-notifier (\\S+),");

    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void openWorkshop() throws Exception {
        workshop = new Workshop();
    }

    @Test
    void whatIsMadeForEachSeamPassesItsConformance() throws Exception {
        assertEquals(SEAMS, Workshop.seams());
        Files.writeString(workshop.projects().resolve("pom.xml"), """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId><artifactId>all</artifactId><version>1</version><packaging>pom</packaging>
              <modules>%s</modules>
            </project>
            """.formatted(SEAMS.stream().map(seam -> "<module>my-" + seam + "</module>").collect(Collectors.joining())));
        Path output = folder.resolve("all.log");
        Process maven = workshop.maven(workshop.projects(), output, "verify");
        try {
            assertTrue(maven.waitFor(BUILD.toSeconds(), TimeUnit.SECONDS), () -> said(output));
        } finally {
            end(maven);
        }
        assertEquals(0, maven.exitValue(), () -> said(output));
        Matcher counted = COUNTED.matcher(said(output));
        assertEquals(SEAMS.size(), counted.results().filter(each -> Integer.parseInt(each.group(1)) > 10).count(),
            () -> said(output));
    }

    @Test
    void aSaveIsInTheRunningPlatform() throws Exception {
        Path project = workshop.project("notifier");
        Path output = folder.resolve("run.log");
        Path component = project.resolve("src/main/java/com/example/notifier/PluginComponent.java");
        String source = Files.readString(component);
        Process maven = workshop.maven(project, output, "leengine:run",
            "-Dleengine.home=" + workshop.distribution());
        long engine = 0;
        try {
            await(maven, output, "waiting for a save", 1);
            assertTrue(said(output).contains("part: notifier/dev is up"), said(output));
            assertTrue(said(output).contains("part dev is up. Hello"), "the plugin's own line: " + said(output));
            engine = Long.parseLong(Files.readString(project.resolve("target/leengine/engine.pid")).split(" ")[0]);

            Files.writeString(component, source.replace("is up. {1}", "is up and newer. {1}"));
            await(maven, output, "waiting for a save", 2);
            assertTrue(said(output).contains("part dev is up and newer. Hello"), said(output));
            List<String> versions = RUNS.matcher(said(output)).results().map(each -> each.group(1)).toList();
            assertEquals(2, versions.stream().distinct().count(), versions.toString());

            Files.writeString(component, source + "}");
            await(maven, output, "waiting for a save", 3);
            assertTrue(said(output).contains("it does not build; the platform goes on with the one before"), said(output));
            assertTrue(said(output).contains("PluginComponent.java:["), "it says where: " + said(output));

            Files.writeString(component, source.replace("LOG.log(Level.INFO", "refuse();\n        LOG.log(Level.INFO")
                .replace("    /** Called when", "    private static void refuse() {\n        throw new "
                    + "IllegalStateException(\"it does not like this\");\n    }\n\n    /** Called when"));
            await(maven, output, "waiting for a save", 4);
            assertTrue(said(output).contains("[ERROR] It does not bring up notifier/dev."),
                "why it was taken back: " + said(output));
            assertTrue(ProcessHandle.of(engine).isPresent());
        } finally {
            // As Ctrl-C would.
            maven.destroy();
            maven.waitFor(STEP.toSeconds(), TimeUnit.SECONDS);
            end(maven);
        }
        Optional<ProcessHandle> left = ProcessHandle.of(engine);
        left.ifPresent(ProcessHandle::destroyForcibly);
        assertFalse(left.isPresent(), "the platform goes on after its Maven");
    }

    /** Waits until a line has come so many times. */
    private static void await(Process maven, Path output, String line, int times) throws Exception {
        long deadline = System.nanoTime() + STEP.toNanos();
        while (said(output).split(Pattern.quote(line), -1).length - 1 < times) {
            assertTrue(!maven.waitFor(100, TimeUnit.MILLISECONDS), () -> "it ended: " + said(output));
            assertTrue(System.nanoTime() < deadline, () -> "no '" + line + "' in time: " + said(output));
        }
    }

    private static void end(Process maven) {
        maven.descendants().forEach(ProcessHandle::destroyForcibly);
        maven.destroyForcibly();
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(nothing: " + e.getMessage() + ")";
        }
    }
}
