package io.leengine.scheduler.local.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The control group of one instance, in one or several hierarchies. */
public final class ControlGroup {
    private static final int PERIOD_MICROS = 100_000;
    private static final int MOST_PROCESSES = 8_192;

    private final Map<String, Path> folders;
    private final boolean unified;

    ControlGroup(Map<String, Path> folders, boolean unified) {
        this.folders = Map.copyOf(folders);
        this.unified = unified;
    }

    /** Makes the group with its limits; what is left of an earlier one goes first, its counters with it. */
    public void create(int cpuMillis, long memoryBytes) throws IOException {
        remove();
        for (Path folder : all()) {
            Files.createDirectories(folder);
        }
        long quota = (long) cpuMillis * PERIOD_MICROS / 1_000;
        if (unified) {
            write("memory", "memory.max", memoryBytes);
            writeIfThere("memory", "memory.swap.max", 0);
            write("cpu", "cpu.max", quota + " " + PERIOD_MICROS);
        } else {
            write("memory", "memory.limit_in_bytes", memoryBytes);
            writeIfThere("memory", "memory.memsw.limit_in_bytes", memoryBytes);
            write("cpu", "cpu.cfs_period_us", PERIOD_MICROS);
            write("cpu", "cpu.cfs_quota_us", quota);
            write("cpu", "cpu.shares", Math.max(2, cpuMillis * 1_024L / 1_000));
        }
        write("pids", "pids.max", MOST_PROCESSES);
    }

    /** Puts a process into the group; its children will be born there. */
    public void add(long pid) throws IOException {
        for (Path folder : all()) {
            Files.writeString(folder.resolve("cgroup.procs"), Long.toString(pid));
        }
    }

    /** Returns the processor time used since the group was made, in nanoseconds; empty where that is not counted. */
    public OptionalLong cpuNanos() throws IOException {
        if (unified) {
            OptionalLong micros = field("cpu", "cpu.stat", "usage_usec");
            return micros.isPresent() ? OptionalLong.of(micros.getAsLong() * 1_000) : micros;
        }
        return number("cpuacct", "cpuacct.usage");
    }

    /** Returns the memory in use without what the kernel can drop at once; empty where that is not counted. */
    public OptionalLong memoryBytes() throws IOException {
        OptionalLong used = number("memory", unified ? "memory.current" : "memory.usage_in_bytes");
        OptionalLong cache = field("memory", "memory.stat", unified ? "inactive_file" : "total_inactive_file");
        return used.isPresent()
            ? OptionalLong.of(Math.max(0, used.getAsLong() - cache.orElse(0))) : used;
    }

    /** Returns how often a process of the group was killed for want of memory. */
    public long memoryKills() throws IOException {
        return field("memory", unified ? "memory.events" : "memory.oom_control", "oom_kill").orElse(0);
    }

    /** Returns whether any process is in it. */
    public boolean occupied() throws IOException {
        for (Path folder : all()) {
            if (!processes(folder).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Ends every process in it. */
    public void kill() throws IOException {
        for (Path folder : all()) {
            for (String pid : processes(folder).lines().toList()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Removes the group, which must be empty of processes. Absent: does nothing. */
    public void remove() throws IOException {
        for (Path folder : all()) {
            Files.deleteIfExists(folder);
        }
    }

    private Set<Path> all() {
        return new HashSet<>(folders.values());
    }

    private static String processes(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve("cgroup.procs")).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private void write(String controller, String file, Object value) throws IOException {
        Path folder = folders.get(controller);
        if (folder != null) {
            Files.writeString(folder.resolve(file), value.toString());
        }
    }

    private void writeIfThere(String controller, String file, Object value) throws IOException {
        Path folder = folders.get(controller);
        if (folder != null && Files.exists(folder.resolve(file))) {
            write(controller, file, value);
        }
    }

    private OptionalLong number(String controller, String file) throws IOException {
        Path folder = folders.get(controller);
        return folder == null || !Files.exists(folder.resolve(file)) ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(Files.readString(folder.resolve(file)).strip()));
    }

    private OptionalLong field(String controller, String file, String name) throws IOException {
        Path folder = folders.get(controller);
        if (folder == null || !Files.exists(folder.resolve(file))) {
            return OptionalLong.empty();
        }
        return Files.readString(folder.resolve(file)).lines().filter(line -> line.startsWith(name + " "))
            .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip())).findFirst();
    }
}
