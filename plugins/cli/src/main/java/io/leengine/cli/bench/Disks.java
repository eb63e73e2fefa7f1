package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The disks of this machine. */
final class Disks {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Disks() {
    }

    /** Waits until everything that anybody has written so far is on its disk. */
    static void flush() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("sync").inheritIO().start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new CommandException(ExitCode.FAILED, "The disks do not take what was written.", "");
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "'sync' cannot be run: " + e.getMessage(), "", e);
        }
    }
}
