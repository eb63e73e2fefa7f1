package io.leengine.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of a process that was there for a bench only, and of its folder. */
final class BenchProcess {
    private static final Duration STOP = Duration.ofSeconds(30);

    private BenchProcess() {
    }

    /**
     * Ends a process, by force if it must be, and deletes its folder.
     *
     * @param process null when it was not even started
     */
    static void end(Process process, Path folder) {
        try {
            if (process != null && process.isAlive()) {
                process.destroy();
                if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            Folders.delete(folder);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println("leengine: " + folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
