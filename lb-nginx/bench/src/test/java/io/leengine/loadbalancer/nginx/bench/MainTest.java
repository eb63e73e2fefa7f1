package io.leengine.loadbalancer.nginx.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole bench, as small as it can be, and what is left when it ends early: nothing. */
@Timeout(120)
class MainTest {
    private static final Duration END = Duration.ofSeconds(40);

    @TempDir
    private Path temporary;

    private ProcessBuilder program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Djava.io.tmpdir=" + temporary, "--sun-misc-unsafe-memory-access=allow", "-cp",
            System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    @Test
    void measuresEverythingAndLeavesNothing() throws Exception {
        Process process = program("--domains", "20", "--changes", "3", "--reloads", "2", "--rounds", "1", "--seconds", "1")
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<String> said = process.inputReader().readAllLines();
        assertEquals(0, process.waitFor());
        String table = String.join("\n", said);
        for (String part : List.of("a) ready to first request served, 20 domains, p99",
                "b) failed requests, 3 changes and 2 reloads under load, 20 domains",
                "c) requests a second", "d) memory of nginx", "d) memory of the agent", "e) cold start")) {
            assertTrue(said.stream().anyMatch(line -> line.startsWith(part)), () -> part + " is not in:\n" + table);
        }
        assertTrue(said.stream().anyMatch(line -> line.startsWith("b) failed requests") && line.contains("   0 of ")), table);
        assertNothingLeft();
    }

    @Test
    void endsAllWhenItIsTerminated() throws Exception {
        endsEarly(Process::destroy);
    }

    @Test
    void endsAllWhenItIsKilled() throws Exception {
        endsEarly(Process::destroyForcibly);
    }

    @Test
    void endsAllWhenWhoeverStartedItIsGone() throws Exception {
        endsEarly(process -> process.getOutputStream().close());
    }

    /** How it is ended. */
    private interface End {
        void of(Process process) throws Exception;
    }

    private void endsEarly(End end) throws Exception {
        Process process = program("--leashed", "--domains", "20", "--changes", "100000", "--only", "a").start();
        try (BufferedReader errors = process.errorReader()) {
            String line = errors.readLine();
            while (line != null && !line.contains("instance ")) {
                line = errors.readLine();
            }
            assertTrue(line != null, "it did not begin");
            // All it has said by then; of this side's own end nothing more can be read.
            end.of(process);
        }
        assertTrue(process.waitFor(END.toSeconds(), TimeUnit.SECONDS));
        assertNothingLeft();
    }

    /** No process that was started in the folder lives on; those that are ended by the system's hand take a moment. */
    private void assertNothingLeft() throws Exception {
        for (List<ProcessHandle> left = left(); !left.isEmpty(); left = left()) {
            for (ProcessHandle each : left) {
                each.onExit().get(END.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses().filter(each -> each.info().commandLine().orElse("").contains(temporary.toString()))
            .toList();
    }

    @Test
    void saysWhatWasCalledWrongly() {
        List<String> said = new ArrayList<>();
        assertEquals(2, new Main(said::add, said::add).run(List.of("--domains", "1")));
        assertEquals(2, new Main(said::add, said::add).run(List.of("--only", "x")));
        assertEquals(2, new Main(said::add, said::add).run(List.of("--rounds", "many")));
        assertEquals(2, new Main(said::add, said::add).run(List.of("--rounds")));
        assertEquals(2, new Main(said::add, said::add).run(List.of("--sideways", "1")));
        assertEquals(5, said.size());
        assertTrue(said.get(2).startsWith("--rounds: many"), said.get(2));
    }
}
