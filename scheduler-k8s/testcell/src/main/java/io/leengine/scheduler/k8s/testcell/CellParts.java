package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a cell, and how to see that each works. */
final class CellParts {

    private static final Duration GRACE = Duration.ofSeconds(15);
    // It would wait a minute for watches, which nobody ends.
    private static final Duration API_GRACE = Duration.ofSeconds(3);
    private static final int CONNECT_MILLIS = 2_000;

    private final StartGate gate = new StartGate();
    private final Health health;
    private final CellState.Ports ports;
    private final CellProcess etcd;
    private final CellProcess apiServer;
    private final CellProcess controllerManager;
    private final CellProcess scheduler;
    private final CellProcess containerd;
    private final CellProcess kubelet;

    CellParts(CellFolder folder, CellState state, Duration startTimeout) {
        ports = state.ports();
        health = new Health(folder);
        etcd = new CellProcess(folder, "etcd", gate, GRACE, startTimeout, () -> listens(ports.etcd()));
        apiServer = new CellProcess(folder, "kube-apiserver", gate, API_GRACE, startTimeout, health::apiReady);
        controllerManager = new CellProcess(folder, "kube-controller-manager", gate, GRACE, startTimeout,
            () -> health.ok(ports.controllerManager()));
        containerd = new CellProcess(folder, "containerd", gate, GRACE, startTimeout,
            () -> new Node(folder, state.node()).containerdAnswers());
        // Ready as soon as the cell thinks it is.
        kubelet = new CellProcess(folder, "kubelet", gate, GRACE, startTimeout, () -> health.nodeReady(state.node().name()));
        scheduler = new CellProcess(folder, "kube-scheduler", gate, GRACE, startTimeout, () -> health.ok(ports.scheduler()));
    }

    /** What has to be passed by whatever starts or takes something for this cell. */
    StartGate gate() {
        return gate;
    }

    /** Waits until the API takes connections, which is before it is ready. */
    void awaitApiListens() throws InterruptedException {
        apiServer.await(() -> listens(ports.api()));
    }

    CellProcess etcd() {
        return etcd;
    }

    CellProcess apiServer() {
        return apiServer;
    }

    CellProcess controllerManager() {
        return controllerManager;
    }

    CellProcess scheduler() {
        return scheduler;
    }

    CellProcess containerd() {
        return containerd;
    }

    CellProcess kubelet() {
        return kubelet;
    }

    /** Those that were started once, in the order they are started in. */
    List<CellProcess> started() {
        return Stream.of(etcd, apiServer, controllerManager, scheduler, containerd, kubelet).filter(CellProcess::known).toList();
    }

    /** The API server as tests make it fail: with it come back those that gave up because they began while it was away. */
    CellPart apiServerWithItsClients() {
        return new ApiServerPart(apiServer, List.of(controllerManager, scheduler));
    }

    /** Lets connections go; not the processes. */
    void close() {
        health.close();
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
