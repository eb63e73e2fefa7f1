package io.leengine.builder.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Looks at all processes of the machine, those in sandboxes too. */
final class Processes {
    private Processes() {
    }

    /** Returns the processes with a mark in their arguments. */
    static List<String> with(String mark) throws IOException {
        var out = new ArrayList<String>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.filter(path -> path.getFileName().toString().matches("[0-9]+")).toList()) {
                try {
                    String command = Files.readString(process.resolve("cmdline"),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
                    if (command.contains(mark)) {
                        out.add(process.getFileName() + " " + command.replace('\0', ' '));
                    }
                } catch (IOException e) {
                    // It has ended meanwhile: not one that is there.
                    continue;
                }
            }
        }
        return out;
    }

    /** Waits until there is none. */
    static boolean awaitNone(String mark, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!with(mark).isEmpty()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }
}
