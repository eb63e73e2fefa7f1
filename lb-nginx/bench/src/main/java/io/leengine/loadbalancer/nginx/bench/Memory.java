package io.leengine.loadbalancer.nginx.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The memory of processes, as the kernel counts it. */
final class Memory {
    private Memory() {
    }

    /**
     * Returns how much memory processes have together, in MiB: what they share with each other is counted once, as each
     * bears its part of it.
     */
    static double mebibytes(List<Long> pids) {
        return pids.stream().mapToLong(Memory::proportional).sum() / 1024.0;
    }

    private static long proportional(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:")).map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong).findFirst().orElse(0);
        } catch (IOException e) {
            throw new BenchException("The memory of the process " + pid + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns a master and its workers. */
    static List<Long> family(long master) {
        List<Long> all = new ArrayList<>(List.of(master));
        all.addAll(children(master));
        return all;
    }

    /** Returns a process's children. */
    static List<Long> children(long pid) {
        try {
            return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children")).strip().split(" "))
                .filter(each -> !each.isEmpty()).map(Long::valueOf).toList();
        } catch (IOException e) {
            throw new BenchException("The children of the process " + pid + " cannot be read: " + e.getMessage(), e);
        }
    }

    static String text(double mebibytes) {
        return String.format(Locale.ROOT, "%.1f MiB", mebibytes);
    }
}
