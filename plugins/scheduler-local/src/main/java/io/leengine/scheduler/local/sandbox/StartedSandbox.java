package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A sandbox whose first process waits at the gate: it can be recorded and limited before anything runs in it. */
public final class StartedSandbox {
    private final Process process;
    private final HostProcess keeper;

    StartedSandbox(Process process, HostProcess keeper) {
        this.process = process;
        this.keeper = keeper;
    }

    /** Returns the process that stands for the sandbox. */
    public HostProcess keeper() {
        return keeper;
    }

    /** Opens the gate. */
    public void go() throws IOException {
        try (var out = process.getOutputStream()) {
            out.write("go\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Ends it unopened. */
    public void cancel() {
        process.destroyForcibly();
    }

    /** Waits for the keeper's end. */
    public void await() throws InterruptedException {
        process.waitFor();
    }
}
