package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    Path folder;

    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();

    @Test
    void wrongCallsSayWhatIsWrong() {
        assertEquals(2, run());
        assertEquals(2, run("dance"));
        assertEquals(2, run("up"));
        assertEquals(2, run("up", "/x", "--size", "huge"));
        assertTrue(err.stream().anyMatch(it -> it.contains("--size: huge")), err::toString);
        assertEquals(2, run("up", "/x", "--label", "novalue"));
        assertEquals(2, run("up", "/x", "--node-grace", "soon"));
        assertEquals(2, run("up", "/x", "--name", "No Name"));
        assertEquals(2, run("down", "/x", "y"));
        assertEquals(2, run("get", "/x"));
        assertEquals(2, run("fake-nodes", "/x"));
        assertEquals(2, run("fake-nodes", "/x", "--count", "none"));
        assertEquals(2, run("fake-nodes", "/x", "--count", "0"));
        assertEquals(2, run("fake-nodes", "/x", "--count", "1", "--heartbeat"));
        assertEquals(0, run("--help"));
    }

    @Test
    void whereNoCellIsNoneIsEnded() {
        assertEquals(1, run("down", folder.toString()));
        assertEquals(1, run("status", folder.toString()));
        assertTrue(err.getFirst().contains("no cell in " + folder), err::toString);
    }

    @Test
    void aFolderWithoutProgramsIsRefused() {
        assertEquals(1, run("up", folder.resolve("cell").toString(), "--binaries", folder.toString()));
        assertTrue(err.getFirst().contains("has no kube-apiserver"), err::toString);
    }

    @Test
    void aCellOutlivesTheCommandThatStartedIt() throws Exception {
        Path cell = folder.resolve("cell");
        assertEquals(0, command("up", cell.toString(), "--name", "outlives"), this::said);
        try {
            assertEquals(0, run("status", cell.toString()), err::toString);
            for (ProcessIdentity process : CellEvidence.processes(cell)) {
                assertTrue(Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).contains("Umask:\t0022"),
                    "the umask of whoever started it went on to " + process);
            }
            assertEquals(0, run("kill", cell.toString(), "kube-scheduler"), err::toString);
            assertEquals(3, run("status", cell.toString()));
            assertEquals(0, run("start", cell.toString(), "kube-scheduler"), err::toString);
            assertEquals(2, run("kill", cell.toString(), "kubelet"));
            assertEquals(1, run("up", cell.toString()), "there is one already");
        } finally {
            assertEquals(0, run("down", cell.toString()), err::toString);
        }
        assertFalse(Files.exists(cell.resolve("cell.json")));
        assertEquals(List.of(), CellEvidence.processes(cell));
    }

    private int run(String... args) {
        return new Main(out::add, err::add).run(args);
    }

    /** As somebody does who keeps his files from others. */
    private int command(String... args) throws Exception {
        var command = new ArrayList<>(List.of("/bin/sh", "-c", "umask 077 && exec \"$@\"", "private",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", System.getProperty("java.class.path"),
            Main.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile()).redirectInput(new File("/dev/null")).start();
        try {
            // The first cell of a machine waits for Kubernetes to be built.
            assertTrue(process.waitFor(30, TimeUnit.MINUTES), this::said);
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
