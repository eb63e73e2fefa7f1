package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of the registry beside its peer, made small: every client pushes and pulls on both. */
class RegistryBenchIT {
    @Test
    void printsATable(@TempDir Path folder) throws Exception {
        List<String> lines = BenchTable.of(folder, "registry", "--storage", "files", "--only", "parallel,tags", "--rounds", "1",
            "--at-once", "2", "--tags", "100", "--seconds", "1");
        assertTrue(lines.getFirst().matches("STORAGE +WHAT +BY +OURS +PEER +RATIO *"), lines::toString);
        for (String row : List.of("2 pushes at once +skopeo", "2 pulls of one image at once +skopeo",
                "2 pulls of 2 images at once +HTTP", "manifest by tag among 100, 500/s +p99")) {
            assertEquals(1, lines.stream().filter(line -> line.matches("files +" + row + " +[0-9.]+ ms +[0-9.]+ ms +[0-9.]+ *"))
                .count(), () -> row + " in " + lines);
        }
    }
}
