package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A cell that was started on this machine, by this program or another. */
final class StartedCell implements TestCell {

    private static final System.Logger LOG = System.getLogger(TestCell.class.getName());

    private final CellFolder folder;
    private final CellParts parts;
    private final boolean temporary;
    private volatile CellState state;
    private Thread atExit;
    private ApiClient api;
    private boolean closed;

    StartedCell(CellFolder folder, CellState state, CellParts parts, boolean temporary) {
        this.folder = folder;
        this.state = state;
        this.parts = parts;
        this.temporary = temporary;
    }

    static StartedCell open(CellFolder folder) throws IOException {
        CellState state = CellState.read(folder);
        return new StartedCell(folder, state, new CellParts(folder, state, TestCellOptions.controlPlane().startTimeout()), false);
    }

    /** Takes note of what it has taken meanwhile. */
    void now(CellState taken) {
        state = taken;
    }

    /** Has it end with this program at the latest. */
    synchronized void closeAtExit() {
        atExit = new Thread(this::end, "end of test cell " + state.name());
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Has it outlive this program, as it has come up. @throws TestCellException when that ends already, and the cell with it */
    synchronized void keepAtExit() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
            atExit = null;
        } catch (IllegalStateException e) {
            throw new TestCellException("the program ends, and cell " + state.name() + " with it", e);
        }
    }

    @Override
    public String name() {
        return state.name();
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig("admin");
    }

    @Override
    public Path kubeconfig(String user) {
        Path file = folder.pki(user + ".kubeconfig");
        if (!user.matches("[a-z-]+") || !Files.exists(file)) {
            throw new IllegalArgumentException("user: there is no " + user + "; there are admin, controller-manager, scheduler"
                + (state.node() == null ? "" : ", node"));
        }
        return file;
    }

    @Override
    public Path serviceAccountKubeconfig(String namespace, String account, Duration valid) throws InterruptedException {
        ObjectNode request = ApiClient.object();
        request.putObject("spec").put("expirationSeconds", valid.toSeconds());
        try {
            String token = api().post("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", request)
                .at("/status/token").asString();
            var server = URI.create("https://127.0.0.1:" + state.ports().api());
            return new Kubeconfigs(state.name(), server, folder.pki("ca.crt")).write(
                folder.pki("account." + namespace + "." + account + ".kubeconfig"), account, token);
        } catch (IOException e) {
            throw new TestCellException("cannot make a token for " + namespace + "/" + account + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized ApiClient api() {
        if (api == null) {
            try {
                api = ApiClient.of(kubeconfig());
            } catch (IOException e) {
                throw new TestCellException(e.getMessage(), e);
            }
        }
        return api;
    }

    @Override
    public int apiPort() {
        return state.ports().api();
    }

    @Override
    public CellPart part(String name) {
        List<CellProcess> started = parts.started();
        if (name.equals(parts.apiServer().name()) && parts.apiServer().known()) {
            return parts.apiServerWithItsClients();
        }
        return started.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
            "part: there is no " + name + "; there are " + started.stream().map(CellPart::name).collect(Collectors.joining(", "))));
    }

    @Override
    public List<CellPart> parts() {
        return List.copyOf(parts.started());
    }

    @Override
    public String nodeName() {
        return node().name();
    }

    @Override
    public String nodeAddress() {
        return node().address();
    }

    private CellState.NodeState node() {
        if (state.node() == null) {
            throw new UnsupportedOperationException("cell " + state.name()
                + " is a control plane and has no node; start it with the size WHOLE_NODE");
        }
        return state.node();
    }

    @Override
    public void importImages(Path archive) throws InterruptedException {
        try {
            new Node(folder, node()).importImages(archive);
        } catch (IOException e) {
            throw new TestCellException("cannot import " + archive + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (atExit != null) {
                try {
                    Runtime.getRuntime().removeShutdownHook(atExit);
                } catch (IllegalStateException e) {
                    // The program ends: the hook does it, and closing again does nothing.
                    LOG.log(System.Logger.Level.DEBUG, "closed while the program ends", e);
                }
                atExit = null;
            }
        }
        end();
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        if (api != null) {
            api.close();
        }
        boolean interrupted = Thread.interrupted();
        try {
            // A start may be under way: what it takes from now on would be nobody's.
            parts.gate().shut();
            parts.close();
            new CellEnd(folder, state, parts).run(temporary);
            closed = true;
        } catch (IOException e) {
            throw new TestCellException("cell " + state.name() + " did not end as a whole: " + e.getMessage()
                + "; try again with: down " + folder.root(), e);
        } catch (InterruptedException e) {
            interrupted = true;
            throw new TestCellException("interrupted before cell " + state.name() + " had ended; try again with: down "
                + folder.root(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
