package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of nginx groups, as the distribution carries it; what it measures is tested beside it. */
class LoadBalancerBenchIT {
    @Test
    void printsATable(@TempDir Path folder) throws Exception {
        List<String> lines = BenchTable.of(folder, "lb", "--domains", "20", "--only", "a,d", "--changes", "3", "--reloads", "1");
        assertTrue(lines.getFirst().startsWith("WHAT"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("a) ready to first request served, 20 domains, p99")),
            lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("d) memory of the agent")), lines::toString);
    }
}
