package io.leengine.cli.demo;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;

/** Kills a process of this machine. */
final class InstanceProcess {
    private InstanceProcess() {
    }

    static String kill(long pid, String instance) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow(() -> new CommandException(ExitCode.FAILED,
            "The process " + pid + " of " + instance + " is not there.", ""));
        if (!process.destroyForcibly()) {
            throw new CommandException(ExitCode.FAILED, "The process " + pid + " of " + instance + " cannot be killed.", "");
        }
        return instance + " (process " + pid + ") killed";
    }
}
