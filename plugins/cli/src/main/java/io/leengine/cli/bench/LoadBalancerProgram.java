package io.leengine.cli.bench;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.CarriedProgram;
import io.leengine.cli.testcell.AtExit;
import io.leengine.cli.testcell.TestCellProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs the program that measures groups of nginx hosts; the distribution carries it in a folder of its own. It ends what it has
 * started by itself, also when this process is killed: its input ends then.
 */
final class LoadBalancerProgram {
    private static final String MAIN = "io.leengine.loadbalancer.nginx.bench.Main";
    private static final String PROGRESS = "bench:";
    private static final int WRONG_CALL = 2;
    private static final int KEPT = 20;

    private final CarriedProgram program;

    /** @param home the distribution's folder */
    LoadBalancerProgram(Path home) {
        this.program = new CarriedProgram(home.resolve("lb-bench"), MAIN,
            List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"),
            "This distribution does not carry the bench of nginx groups.", "Use the embedded distribution.");
    }

    /**
     * Runs it; returns the lines of its table.
     *
     * @param progress told what it is at
     */
    List<String> run(List<String> arguments, Consumer<String> progress) throws InterruptedException {
        List<String> leashed = new ArrayList<>(List.of("--leashed"));
        leashed.addAll(arguments);
        Process process = start(leashed);
        AtExit atExit = new AtExit("lb-bench-end", () -> end(process));
        Deque<String> last = new ArrayDeque<>();
        Thread errors = Thread.ofVirtual().start(() -> lines(process.errorReader(), line -> {
            if (line.startsWith(PROGRESS)) {
                progress.accept(line);
            }
            last.addLast(line);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }));
        List<String> table = new ArrayList<>();
        try {
            lines(process.inputReader(), table::add);
            errors.join();
            int code = process.waitFor();
            if (code != 0) {
                throw code == WRONG_CALL ? new CommandException(ExitCode.USAGE, last.getLast(), "")
                    : new CommandException(ExitCode.FAILED, String.join("\n", last), "");
            }
        } finally {
            end(process);
            atExit.cancel();
        }
        return table;
    }

    private Process start(List<String> arguments) {
        try {
            return program.with(arguments).start();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "The bench cannot be started: " + e.getMessage(), "", e);
        }
    }

    private static void lines(BufferedReader reader, Consumer<String> each) {
        try (reader) {
            reader.lines().forEach(each);
        } catch (UncheckedIOException | IOException e) {
            throw new CommandException(ExitCode.FAILED, "The bench cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static void end(Process process) {
        try {
            TestCellProgram.end(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
