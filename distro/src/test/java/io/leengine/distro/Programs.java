package io.leengine.distro;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;

/** Runs a program to its end. */
final class Programs {
    private Programs() {
    }

    /** Returns what it said; fails when it ends with an error. */
    static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), String.join(" ", builder.command()) + ": " + said);
        return said;
    }

    static String run(List<String> command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }
}
