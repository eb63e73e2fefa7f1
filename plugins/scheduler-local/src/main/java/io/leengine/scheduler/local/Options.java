package io.leengine.scheduler.local;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a cell is set up.
 *
 * @param cell its name
 * @param folder its state
 * @param ports range of ports for instances
 * @param node name of this machine in the cell
 * @param cpuMillis what it has for instances
 * @param memoryBytes what it has for instances
 * @param logBytes when an instance's log is turned
 * @param logFiles how many turned files of it are kept
 * @param firstRestart wait before the first restart of a process that died
 * @param mostWait longest wait before a restart or another pull
 * @param steadyAfter how long a process must have run for its next restart to be a first one again
 */
record Options(String cell, Path folder, String ports, String node, long cpuMillis, long memoryBytes, long logBytes,
        int logFiles, Duration firstRestart, Duration mostWait, Duration steadyAfter) {
    static final Duration FIRST_RESTART = Duration.ofMillis(400);
    static final Duration MOST_WAIT = Duration.ofSeconds(60);
    static final Duration STEADY_AFTER = Duration.ofSeconds(10);

    Options {
        Identifiers.name("leengine.name", cell);
        if (!folder.isAbsolute()) {
            throw EngineException.invalid("folder", "'folder' must be an absolute path.");
        }
        Identifiers.within("cpuMillis", cpuMillis, 1, Long.MAX_VALUE);
        Identifiers.within("memoryBytes", memoryBytes, 1, Long.MAX_VALUE);
        Identifiers.within("logBytes", logBytes, 1_024, 1L << 40);
        Identifiers.within("logFiles", logFiles, 0, 100);
    }
}
