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
        String name = options.name() != null ? options.name() : "cell-" + random();
        var ports = new LoopbackPorts();
        boolean node = options.size() == TestCellOptions.Size.WHOLE_NODE;
        CellState state = new CellState(name, CellState.Ports.free(ports), etcdFolder(folder, name).toString(),
            node ? takeNode(name, ports) : null);
        var parts = new CellParts(folder, state, options.startTimeout());
        var cell = new StartedCell(folder, state, parts, temporary);
        try {
            state.write(folder);
            if (bound) {
                cell.closeAtExit();
            }
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

    /** Takes a network and cgroups; both or none. */
    private static CellState.NodeState takeNode(String name, LoopbackPorts ports)
            throws IOException, InterruptedException {
        var cgroups = new Cgroups("leengine-" + name);
        cgroups.create();
        try {
            NodeNetwork.Taken network = NodeNetwork.take("le-" + random() + random());
            return new CellState.NodeState(name, network.gateway(), network.bridge(), network.subnet(), "leengine-" + name,
                ports.next());
        } catch (IOException | InterruptedException | TestCellException e) {
            cgroups.delete();
            throw e;
        }
    }

    /** In memory where that can be: a commit then waits for no disk. */
    private Path etcdFolder(CellFolder folder, String name) throws IOException {
        if (options.etcdFolder() != null) {
            return OwnFiles.folder(options.etcdFolder().toAbsolutePath());
        }
        if (Files.isWritable(MEMORY)) {
            FileStore store = Files.getFileStore(MEMORY);
            if (store.type().equals("tmpfs") && store.getUsableSpace() > MEMORY_WANTED) {
                return OwnFiles.folder(MEMORY.resolve("leengine-testcell-" + name + "-" + random()));
            }
        }
        return OwnFiles.folder(folder.etcd());
    }

    private static String random() {
        byte[] bytes = new byte[3];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
