package io.leengine.scheduler.k8s.testcell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short command that is run to its end. */
final class Command {

    private Command() {
    }

    /** How it ended and what it said on both its outputs. */
    record Result(int status, String output) {
    }

    /** Runs a command and gives how it ended. */
    static Result run(Duration timeout, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("leengine-testcell", ".out");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output.toFile()).start();
            try {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException(command + " did not end within " + timeout.toSeconds() + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).strip());
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Runs a command that has to succeed and gives what it said. */
    static String need(Duration timeout, List<String> command) throws IOException, InterruptedException {
        Result result = run(timeout, command);
        if (result.status() != 0) {
            throw new IOException(command + " ended with " + result.status() + ": " + result.output());
        }
        return result.output();
    }
}
