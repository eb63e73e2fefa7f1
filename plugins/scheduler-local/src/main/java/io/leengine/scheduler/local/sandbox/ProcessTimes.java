package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says.
 *
 * @param state one letter, {@code Z} for one that ended
 * @param parent number of its parent
 * @param cpuTicks processor time used, in hundredths of a second
 * @param startTicks when it started, in hundredths of a second since the machine did
 * @param pages of memory it holds
 */
record ProcessTimes(char state, long parent, long cpuTicks, long startTicks, long pages) {
    static Optional<ProcessTimes> read(long pid) {
        try {
            return Optional.of(parse(new String(Files.readAllBytes(Path.of("/proc/" + pid + "/stat")),
                StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            return Optional.empty(); // no such process, the usual answer
        }
    }

    /** The name in parentheses may hold anything, parentheses included: count from the last one. */
    static ProcessTimes parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessTimes(fields[0].charAt(0), Long.parseLong(fields[1]),
            Long.parseLong(fields[11]) + Long.parseLong(fields[12]), Long.parseLong(fields[19]),
            Long.parseLong(fields[21]));
    }
}
