package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a bench prints, as the distribution carries it. */
final class BenchTable {
    private static final long LIMIT_SECONDS = 120;

    private BenchTable() {
    }

    /**
     * Runs one to its end.
     *
     * @param folder where it prints to
     * @param arguments behind {@code bench}
     * @return the lines of its table
     */
    static List<String> of(Path folder, String... arguments) throws Exception {
        Path table = folder.resolve("table");
        Path errors = folder.resolve("errors");
        List<String> command = new ArrayList<>(List.of(LiveEngine.EXPORTED.resolve("bin/leengine").toString(), "bench"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectOutput(table.toFile()).redirectError(errors.toFile()).start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
            assertEquals(0, process.exitValue(), Files.readString(errors));
        } finally {
            process.destroy();
        }
        return Files.readAllLines(table, StandardCharsets.UTF_8);
    }
}
