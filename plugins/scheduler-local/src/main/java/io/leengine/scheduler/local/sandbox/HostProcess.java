package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process of this machine, named so that another one that gets its number later is not taken for it.
 *
 * @param pid its number
 * @param ticks when it started, in clock ticks since the machine did
 * @param boot which start of the machine that was
 */
public record HostProcess(long pid, long ticks, String boot) {
    /** Finds the process that has a number now. */
    public static Optional<HostProcess> of(long pid) {
        return ProcessTimes.read(pid).map(times -> new HostProcess(pid, times.startTicks(), bootId()));
    }

    /** Returns whether it is still there and has not ended. */
    public boolean alive() {
        return ProcessTimes.read(pid)
            .filter(times -> times.startTicks() == ticks && times.state() != 'Z' && times.state() != 'X')
            .isPresent() && boot.equals(bootId());
    }

    /** Asks it to end. */
    public void terminate() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** Ends it. */
    public void kill() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Returns its children, oldest first. */
    public List<HostProcess> children() {
        List<HostProcess> found = new ArrayList<>();
        try {
            String line = Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip();
            for (String child : line.isEmpty() ? new String[0] : line.split(" ")) {
                of(Long.parseLong(child)).ifPresent(found::add);
            }
        } catch (IOException e) {
            // Gone, or a kernel without that file.
            ProcessHandle.of(pid).ifPresent(handle -> handle.children()
                .forEach(child -> of(child.pid()).ifPresent(found::add)));
        }
        return found;
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
