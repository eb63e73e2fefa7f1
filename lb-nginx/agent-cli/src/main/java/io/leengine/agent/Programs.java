package io.leengine.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine to their end, given as lists of arguments. */
final class Programs {
    private Programs() {
    }

    /**
     * Runs one.
     *
     * @return empty when it ended well, else what it said
     */
    static Optional<String> run(List<String> command, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile("leengine-agent-", ".out");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.of(String.join(" ", command) + " did not end within " + limit.toSeconds() + " s.");
            }
            if (process.exitValue() == 0) {
                return Optional.empty();
            }
            String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            return Optional.of(said.isEmpty() ? String.join(" ", command) + " ended with " + process.exitValue() + "." : said);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
