package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What of a cell can be seen from outside. */
final class CellEvidence {

    private CellEvidence() {
    }

    /** The processes that were started with something of that folder. */
    static List<ProcessIdentity> processes(Path folder) {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(it -> commandLine(it).contains(folder.toString()))
            .map(ProcessIdentity::of).flatMap(Optional::stream).toList();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Ended meanwhile.
            return "";
        }
    }
}
