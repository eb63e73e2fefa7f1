package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** Starts a cell from nothing; what a start that fails has made is taken away again. */
final class CellStart {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long MEMORY_WANTED = 512L << 20;

    private final TestCellOptions options;
    private final Consumer<String> progress;

    CellStart(TestCellOptions options, Consumer<String> progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Starts it. @param bound whether it ends with this program at the latest */
    TestCell start(boolean bound) throws InterruptedException {
        boolean node = options.size() == TestCellOptions.Size.WHOLE_NODE;
        try {
            if (node) {
                // Before anything long is begun.
                Node.check();
            }
            return start(bound, Binaries.find(options.binaries(), node, progress));
        } catch (IOException | GeneralSecurityException e) {
            throw new TestCellException("cannot start a cell: " + e.getMessage(), e);
        }
    }

    private TestCell start(boolean bound, Binaries binaries) throws IOException, GeneralSecurityException, InterruptedException {
        boolean temporary = options.folder() == null;
        var folder = new CellFolder(temporary ? Files.createTempDirectory("leengine-testcell-")
            : OwnFiles.folder(options.folder().toAbsolutePath().normalize()));
        if (Files.exists(folder.state())) {
            throw new TestCellException("there is a cell in " + folder.root() + " already; end it with: down " + folder.root());
        }
        // Logs of the cell that was there before stay; what ran does not.
        OwnFiles.delete(folder.run());
        OwnFiles.folder(folder.run());
        OwnFiles.folder(folder.log());
        CellState planned = plan(folder);
        boolean node = planned.node() != null;
        var parts = new CellParts(folder, planned, options.startTimeout());
        var cell = new StartedCell(folder, planned, parts, temporary);
        try {
            // First what will be taken, then that it is: whatever happens in between, who ends the cell knows all of it.
            planned.write(folder);
            cell.closeAtExit();
            CellState state = node ? takeNode(folder, planned, parts.gate()) : planned;
            cell.now(state);
            OwnFiles.folder(Path.of(state.etcdFolder()));
            Node host = node ? new Node(folder, state.node()) : null;
            if (node) {
                // While the control plane comes up.
                host.configure();
                parts.containerd().launch(host.containerd(), Map.of());
            }
            startControlPlane(new ControlPlane(folder, state, options, binaries), parts);
            if (node) {
                parts.containerd().awaitReady();
                host.importPause(new GoBuild(GoBuild.defaultCache(), progress).images());
                parts.kubelet().launch(host.kubelet(binaries.kubelet(), options), Map.of());
                parts.kubelet().awaitReady();
            }
            if (!bound) {
                cell.keepAtExit();
            }
            return cell;
        // catches all: whatever went wrong, nothing may be left.
        } catch (IOException | GeneralSecurityException | InterruptedException | RuntimeException | Error e) {
            closeAfter(cell, e);
            throw e;
        }
    }

    private static void closeAfter(StartedCell cell, Throwable failure) {
        try {
            cell.close();
        } catch (TestCellException e) {
            failure.addSuppressed(e);
        }
    }

    private void startControlPlane(ControlPlane plane, CellParts parts)
            throws IOException, GeneralSecurityException, InterruptedException {
        plane.writeCredentials();
        parts.etcd().launch(plane.etcd(), Map.of());
        // It tries until etcd is there.
        parts.apiServer().launch(plane.apiServer(), Map.of());
        parts.etcd().awaitReady();
        // It comes up meanwhile: it may all, so it needs an API that answers, not yet one that is ready.
        parts.awaitApiListens();
        if (options.controllerManager()) {
            parts.controllerManager().launch(plane.controllerManager(), Map.of());
        }
        parts.apiServer().awaitReady();
        if (options.scheduler()) {
            parts.scheduler().launch(plane.scheduler(), Map.of());
        }
        if (options.controllerManager()) {
            parts.controllerManager().awaitReady();
        }
        if (options.scheduler()) {
            parts.scheduler().awaitReady();
        }
    }

    private CellState plan(CellFolder folder) throws IOException {
        String name = options.name() != null ? options.name() : "cell-" + random();
        var ports = new LoopbackPorts();
        // Of its own, whatever its name: what bears them is this cell's, and nobody else's is ever deleted.
        CellState.NodeState node = options.size() == TestCellOptions.Size.WHOLE_NODE ? new CellState.NodeState(name, null,
            "le-" + random() + random(), null, "leengine-" + name + "-" + random() + random(), ports.next()) : null;
        return new CellState(name, CellState.Ports.free(ports), etcdFolder(folder, name).toString(), node);
    }

    /** Takes a network and cgroups. */
    private static CellState takeNode(CellFolder folder, CellState planned, StartGate gate)
            throws IOException, InterruptedException {
        gate.pass(() -> {
            new Cgroups(planned.node().cgroup()).create();
            return null;
        });
        NodeNetwork.Taken network = NodeNetwork.take(planned.node().bridge(), gate);
        CellState state = planned.withNetwork(network.gateway(), network.subnet());
        state.write(folder);
        return state;
    }

    /** In memory where that can be: a commit then waits for no disk. */
    private Path etcdFolder(CellFolder folder, String name) throws IOException {
        if (options.etcdFolder() != null) {
            return options.etcdFolder().toAbsolutePath();
        }
        if (Files.isWritable(MEMORY)) {
            FileStore store = Files.getFileStore(MEMORY);
            if (store.type().equals("tmpfs") && store.getUsableSpace() > MEMORY_WANTED) {
                return MEMORY.resolve("leengine-testcell-" + name + "-" + random());
            }
        }
        return folder.etcd();
    }

    private static String random() {
        byte[] bytes = new byte[3];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
