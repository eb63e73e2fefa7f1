package io.leengine.cli.testcell;

import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.engine.CarriedProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs the program that starts and stops test cells; the distribution carries it in a folder of its own. */
public final class TestCellProgram {
    private static final String MAIN = "io.leengine.scheduler.k8s.testcell.Main";
    private static final int KEPT = 20;
    /** A start that is cut short takes away what it has made, which takes its time. */
    private static final long END_SECONDS = 60;

    private final CarriedProgram program;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    /** @param home the distribution's folder */
    public TestCellProgram(Path home) {
        this.program = new CarriedProgram(home.resolve("testcell"), MAIN,
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "This distribution carries no test cells.",
            "Use the embedded distribution, or add a cluster you have: leengine parts create scheduler NAME");
    }

    /** Runs a command in this terminal; returns its exit code. */
    public int runHere(List<String> arguments) throws InterruptedException {
        try {
            return program.with(arguments).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        }
    }

    /**
     * Runs a command and returns the last line it prints.
     *
     * @param progress told what it is at
     */
    public String run(List<String> arguments, Consumer<String> progress) throws InterruptedException {
        try {
            Process process = program.with(arguments).redirectErrorStream(true).start();
            running.add(process);
            try {
                return lastLine(process, progress);
            } finally {
                end(process);
                running.remove(process);
            }
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        }
    }

    /** Ends the commands that {@link #run} runs at this moment; a start among them takes away what it has made. */
    public void interrupt() throws InterruptedException {
        List<Process> now = List.copyOf(running);
        now.forEach(Process::destroy);
        for (Process process : now) {
            end(process);
        }
    }

    /** Ends the cell in a folder; nothing when there is none. */
    public void down(Path cell) throws InterruptedException {
        // It is there from before the first of it is made until the last of it is gone.
        if (Files.exists(cell.resolve("cell.json"))) {
            run(List.of("down", cell.toString()), line -> { });
        }
    }

    /**
     * Begins a command that runs on; who began it ends it.
     *
     * @param errors takes what it has to say about faults
     */
    public Process start(List<String> arguments, Path errors) {
        try {
            return program.with(arguments).redirectError(errors.toFile()).start();
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        }
    }

    private static String lastLine(Process process, Consumer<String> progress) throws IOException, InterruptedException {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                progress.accept(line);
                last.addLast(line);
                if (last.size() > KEPT) {
                    last.removeFirst();
                }
            }
        }
        if (process.waitFor() != 0) {
            throw failed(String.join("\n", last), null);
        }
        return last.isEmpty() ? "" : last.getLast();
    }

    /** Asks it to end, for it takes away what it has begun. */
    public static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static CommandException failed(String message, Exception cause) {
        return new CommandException(ExitCode.FAILED, "The test cell: " + message, "What a test cell needs is in the how-to "
            + "'Run a test cell'.", cause);
    }
}
