package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A process, and no other that is given its number later.
 *
 * @param pid     its number
 * @param started when it started, in clock ticks since the machine did
 */
record ProcessIdentity(long pid, long started) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The process that has that number now. */
    static Optional<ProcessIdentity> of(long pid) {
        return fields(pid).map(it -> new ProcessIdentity(pid, Long.parseLong(it[19])));
    }

    /** Whether it is there; one that has ended and was not collected is not. */
    boolean alive() {
        return fields(pid).filter(it -> Long.parseLong(it[19]) == started && !ended(it[0])).isPresent();
    }

    /** Its first thread may have ended while others still hold its files and ports. */
    private boolean ended(String state) {
        if (!state.equals("Z") && !state.equals("X")) {
            return false;
        }
        String[] threads = Path.of("/proc", Long.toString(pid), "task").toFile().list();
        return threads == null || threads.length <= 1;
    }

    /** Sends it a signal; nothing when it is gone. */
    void signal(String signal) throws InterruptedException {
        if (!alive()) {
            return;
        }
        try {
            String kill = Programs.need("kill", "procps").toString();
            Command.Result result = Command.run(LIMIT, List.of(kill, "-" + signal, Long.toString(pid)));
            if (result.status() != 0 && alive()) {
                throw new TestCellException("cannot send SIG" + signal + " to process " + pid + ": " + result.output());
            }
        } catch (IOException e) {
            throw new TestCellException("cannot send SIG" + signal + " to process " + pid + ": " + e.getMessage(), e);
        }
    }

    /** What the kernel says of it from its state on; the name before may have blanks and brackets. */
    private static Optional<String[]> fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException e) {
            // Gone: no file, or "no such process" while it is read.
            return Optional.empty();
        }
    }
}
