package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of nginx groups, as the distribution carries it; what it measures is tested beside it. */
class LoadBalancerBenchIT {
    private static final long LIMIT_SECONDS = 120;

    @Test
    void printsATable(@TempDir Path folder) throws Exception {
        Path table = folder.resolve("table");
        Path errors = folder.resolve("errors");
        Process process = new ProcessBuilder(LiveEngine.EXPORTED.resolve("bin/leengine").toString(), "bench", "lb", "--domains",
            "20", "--only", "a,d", "--changes", "3", "--reloads", "1").redirectOutput(table.toFile())
            .redirectError(errors.toFile()).start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
            assertEquals(0, process.exitValue(), Files.readString(errors));
        } finally {
            process.destroy();
        }
        List<String> lines = Files.readAllLines(table, StandardCharsets.UTF_8);
        assertTrue(lines.getFirst().startsWith("WHAT"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("a) ready to first request served, 20 domains, p99")),
            lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("d) memory of the agent")), lines::toString);
    }
}
