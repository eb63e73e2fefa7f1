package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks into another Java process with the JDK's own tools. */
final class JavaMemory {
    private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");
    private static final String METASPACE_USED = "MU";
    /** Survivors, eden, old. */
    private static final List<String> HEAP_USED = List.of("S0U", "S1U", "EU", "OU");
    private static final int COLLECTIONS = 3;

    private final String pid;

    JavaMemory(long pid) {
        this.pid = Long.toString(pid);
    }

    /** Returns how much of the metaspace is used after garbage was collected, in KiB. */
    long metaspaceAfterCollection() throws InterruptedException {
        collect();
        List<String[]> lines = run("jstat", "-gc", pid).lines().map(line -> line.strip().split("\\s+")).toList();
        int column = Arrays.asList(lines.getFirst()).indexOf(METASPACE_USED);
        return (long) Double.parseDouble(lines.getLast()[column]);
    }

    private void collect() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            run("jcmd", pid, "GC.run");
        }
    }

    /** Returns how much of the heap is used after garbage was collected, in KiB. */
    long heapAfterCollection() throws InterruptedException {
        collect();
        return heap();
    }

    /** Returns how much of the heap is used, garbage included, in KiB. */
    long heap() throws InterruptedException {
        List<String[]> lines = run("jstat", "-gc", pid).lines().map(line -> line.strip().split("\\s+")).toList();
        List<String> names = Arrays.asList(lines.getFirst());
        return (long) HEAP_USED.stream().mapToDouble(name -> Double.parseDouble(lines.getLast()[names.indexOf(name)])).sum();
    }

    /** Returns how much memory the process has, in KiB. */
    long resident() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", pid, "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:")).map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong).findFirst().orElse(0);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The memory of process " + pid + " cannot be read: "
                + e.getMessage(), "", e);
        }
    }

    private static String run(String tool, String... arguments) throws InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new CommandException(ExitCode.FAILED, tool + " failed: " + output, "");
            }
            return output;
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The JDK's " + tool + " cannot be run: " + e.getMessage(),
                "A bench needs a JDK, not only a Java runtime.", e);
        }
    }
}
