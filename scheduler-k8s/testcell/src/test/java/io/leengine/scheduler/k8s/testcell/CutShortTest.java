package io.leengine.scheduler.k8s.testcell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts of cells that somebody ends in the middle. */
class CutShortTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(1);

    @TempDir
    Path folder;

    /** What is to be seen before the start is cut short. */
    private interface Moment {
        boolean come(CellState state) throws IOException;
    }

    @Test
    void aStartThatIsInterruptedTakesAllAway() throws Exception {
        CellFolder cell = new CellFolder(folder.resolve("cell"));
        Process up = up(cell, "control-plane", _ -> Files.exists(cell.run().resolve("etcd.json")));
        up.destroy();
        assertTrue(up.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), "it ends");
        assertFalse(Files.exists(cell.state()), "it has no cell any more");
        assertNone(cell);
    }

    @Test
    void aStartThatIsKilledCanBeEnded() throws Exception {
        CellFolder cell = new CellFolder(folder.resolve("cell"));
        up(cell, "control-plane", _ -> Files.exists(cell.run().resolve("etcd.json"))).destroyForcibly().waitFor();
        end(cell);
        assertNone(cell);
    }

    @Test
    void ofANodeTooAllIsKnownFromTheFirstMomentOn() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "a whole node needs root");
        Map<String, Moment> moments = Map.of("planned", _ -> true,
            "taking", state -> Files.exists(Path.of("/sys/fs/cgroup/memory", state.node().cgroup())) || bridge(state),
            "taken", CutShortTest::bridge);
        for (var each : moments.entrySet()) {
            CellFolder cell = new CellFolder(folder.resolve(each.getKey()));
            up(cell, "node", each.getValue()).destroyForcibly().waitFor();
            CellState.NodeState node = CellState.read(cell).node();
            end(cell);
            assertNone(cell);
            assertEquals(List.of(), CellEvidence.left(cell.root(), node.bridge(), node.cgroup()), each.getKey());
        }
    }

    @Test
    void nothingStartsInACellThatIsBeingEnded() throws Exception {
        CellFolder cell = new CellFolder(OwnFiles.folder(folder.resolve("cell")));
        OwnFiles.folder(cell.run());
        OwnFiles.folder(cell.log());
        var gate = new StartGate();
        var process = new CellProcess(cell, "late", gate, LIMIT, LIMIT, () -> true);
        gate.shut();
        assertThrows(TestCellException.class, () -> process.launch(List.of("/bin/sleep", "60"), Map.of()));
        assertFalse(process.known());
    }

    @Test
    void ofAShimItsCommandTellsWhose() {
        String socket = "/x/containerd.sock";
        assertTrue(Node.isShim("/usr/bin/containerd-shim-runc-v2\0-address\0" + socket + "\0", socket));
        assertFalse(Node.isShim("/usr/bin/containerd-shim-runc-v2\0-address\0/y/containerd.sock\0", socket));
        for (String odd : List.of("", "\0", "\0\0", "\0" + socket)) {
            assertFalse(Node.isShim(odd, socket));
        }
    }

    private Process up(CellFolder cell, String size, Moment moment) throws Exception {
        Process up = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Main.class.getName(), "up", cell.root().toString(), "--size", size)
            .redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).redirectInput(new File("/dev/null")).start();
        new Deadline(LIMIT).await(PAUSE, () -> {
            try {
                assertTrue(up.isAlive(), this::said);
                return Files.exists(cell.state()) && moment.come(CellState.read(cell));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }, this::said);
        return up;
    }

    private static boolean bridge(CellState state) throws IOException {
        return NetworkInterface.getByName(state.node().bridge()) != null;
    }

    private void end(CellFolder cell) {
        var said = new ArrayList<String>();
        assertEquals(0, new Main(said::add, said::add).run("down", cell.root().toString()), said::toString);
    }

    // What waits for the word to begin hears within a moment that nobody says it.
    private static void assertNone(CellFolder cell) throws InterruptedException {
        new Deadline(LIMIT).await(PAUSE, () -> CellEvidence.processes(cell.root()).stream().noneMatch(ProcessIdentity::alive),
            () -> CellEvidence.processes(cell.root()).toString());
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
