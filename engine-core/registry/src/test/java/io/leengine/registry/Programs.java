package io.leengine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs registry clients with a home of their own: they remember log-ins, and which repositories have which blobs. */
final class Programs {
    private static final int SECONDS = 60;

    private final Path home;

    Programs(Path home) throws IOException {
        this.home = Files.createDirectories(home);
    }

    /** Returns whether this machine has them, and this is root where they need it. */
    static boolean present(String... programs) throws IOException {
        for (String each : programs) {
            if (!Files.isExecutable(Path.of("/usr/bin", each))) {
                return false;
            }
        }
        return true;
    }

    static boolean root() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /** Runs one that succeeds; returns what it says, on both outputs. */
    String run(List<String> words) throws IOException, InterruptedException {
        return run(words, "", true);
    }

    /** Runs one that fails; returns what it says. */
    String failing(List<String> words) throws IOException, InterruptedException {
        return run(words, "", false);
    }

    String run(List<String> words, String input, boolean succeeds) throws IOException, InterruptedException {
        Path said = Files.createTempFile(home, "said", ".txt");
        Process process = builder(words).redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(said);
        assertEquals(succeeds, process.exitValue() == 0, words + ": " + text);
        return text;
    }

    /** Begins one that goes on. */
    Process start(List<String> words, Path log) throws IOException {
        return builder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private ProcessBuilder builder(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(words));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_RUNTIME_DIR", home.toString());
        builder.environment().put("XDG_DATA_HOME", home.toString());
        builder.environment().put("TMPDIR", home.toString());
        builder.environment().put("CONTAINERS_REGISTRIES_CONF", home.resolve("registries.conf").toString());
        return builder;
    }
}
