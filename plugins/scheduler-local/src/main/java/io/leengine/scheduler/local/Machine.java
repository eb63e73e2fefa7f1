package io.leengine.scheduler.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine is and has. */
final class Machine {
    private static final int KIBI = 1_024;

    String name(String otherwise) throws IOException {
        Path file = Path.of("/proc/sys/kernel/hostname");
        String name = Files.exists(file) ? Files.readString(file).strip() : "";
        return name.isEmpty() || name.equals("localhost") ? otherwise : name;
    }

    long cpuMillis() {
        return Runtime.getRuntime().availableProcessors() * 1_000L;
    }

    long memoryBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("MemTotal:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI).findFirst()
            .orElseThrow(() -> new IOException("/proc/meminfo does not say how much memory there is"));
    }
}
