package io.leengine.scheduler.local;

import java.util.List;
import java.util.Map;

/** Says in a person's words how a process ended. */
final class ExitReason {
    private static final int SIGNAL_BASE = 128;
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final int SHOWN = 300;
    private static final Map<Integer, String> SIGNALS = Map.of(1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 9, "KILL",
        11, "SEGV", 13, "PIPE", 15, "TERM");

    private ExitReason() {
    }

    /**
     * @param status what init wrote: {@code up}, then the exit status; shorter when it was killed before that
     * @param memoryKills how many processes were killed for want of memory
     * @param lastLine of the log
     */
    static String of(List<String> status, long memoryKills, long memoryBytes, String lastLine) {
        String how;
        if (memoryKills > 0) {
            how = "It used more than its " + mebibytes(memoryBytes) + " of memory and was killed.";
        } else if (status.isEmpty()) {
            how = "Its sandbox could not be set up.";
        } else if (status.size() < 2) {
            how = "It was killed together with its sandbox.";
        } else {
            how = ended(Integer.parseInt(status.get(1)));
        }
        String shown = lastLine.length() > SHOWN ? lastLine.substring(0, SHOWN) + "…" : lastLine;
        return shown.isEmpty() ? how : how + " Its last output: " + shown;
    }

    private static String ended(int code) {
        if (code > SIGNAL_BASE) {
            int signal = code - SIGNAL_BASE;
            String name = SIGNALS.get(signal);
            return "It was ended by signal " + signal + (name == null ? "" : " (" + name + ")") + ".";
        }
        return switch (code) {
            case NOT_FOUND -> "It ended with exit status 127: its command was not found in the image.";
            case NOT_EXECUTABLE -> "It ended with exit status 126: its command cannot be executed.";
            default -> "It ended with exit status " + code + ".";
        };
    }

    static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
