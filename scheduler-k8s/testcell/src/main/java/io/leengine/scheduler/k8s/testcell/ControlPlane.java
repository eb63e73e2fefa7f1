package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Lays out the keys, users and commands of a control plane. */
final class ControlPlane {

    private static final String SERVICES = "10.96.0.0/16";
    private static final String FIRST_SERVICE = "10.96.0.1";

    private final CellFolder folder;
    private final CellState state;
    private final TestCellOptions options;
    private final Binaries binaries;

    ControlPlane(CellFolder folder, CellState state, TestCellOptions options, Binaries binaries) {
        this.folder = folder;
        this.state = state;
        this.options = options;
        this.binaries = binaries;
    }

    /** Makes the keys, certificates, tokens and kubeconfigs. */
    void writeCredentials() throws IOException, GeneralSecurityException {
        Path pki = OwnFiles.folder(folder.pki());
        var authority = new CertificateAuthority("test cell " + state.name());
        authority.write(folder.pki("ca.crt"));
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        authority.issue(pki, "server", List.of("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"),
            List.of(loopback, InetAddress.getByName(FIRST_SERVICE)));
        authority.issue(pki, "etcd", List.of("localhost"), List.of(loopback));
        authority.issue(pki, "client", List.of(), List.of());
        if (state.node() != null) {
            authority.issue(pki, "kubelet", List.of(state.node().name()), List.of(InetAddress.getByName(state.node().address())));
        }
        KeyPair serviceAccounts = CertificateAuthority.newKeys();
        OwnFiles.write(folder.pki("service-accounts.key"), Pem.of("PRIVATE KEY", serviceAccounts.getPrivate().getEncoded()));
        OwnFiles.write(folder.pki("service-accounts.pub"), Pem.of("PUBLIC KEY", serviceAccounts.getPublic().getEncoded()));
        writeUsers();
    }

    private void writeUsers() throws IOException {
        var server = URI.create("https://127.0.0.1:" + state.ports().api());
        var kubeconfigs = new Kubeconfigs(state.name(), server, folder.pki("ca.crt"));
        var tokens = new StringBuilder();
        user(kubeconfigs, tokens, "admin", "admin", "system:masters");
        // It may all: it runs the control loops as one user, where a real cluster gives each loop an account.
        user(kubeconfigs, tokens, "controller-manager", "system:kube-controller-manager", "system:masters");
        user(kubeconfigs, tokens, "scheduler", "system:kube-scheduler", "");
        if (state.node() != null) {
            user(kubeconfigs, tokens, "node", "system:node:" + state.node().name(), "system:nodes");
        }
        OwnFiles.write(folder.pki("tokens.csv"), tokens.toString());
    }

    private void user(Kubeconfigs kubeconfigs, StringBuilder tokens, String name, String user, String group) throws IOException {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        tokens.append(token).append(',').append(user).append(',').append(name).append(",\"").append(group).append("\"\n");
        kubeconfigs.write(folder.pki(name + ".kubeconfig"), name, token);
    }

    List<String> etcd() {
        String client = "https://127.0.0.1:" + state.ports().etcd();
        String peer = "https://127.0.0.1:" + state.ports().etcdPeer();
        return List.of(binaries.etcd().toString(), "--name=cell", "--data-dir=" + state.etcdFolder(),
            "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
            "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=cell=" + peer,
            "--cert-file=" + folder.pki("etcd.crt"), "--key-file=" + folder.pki("etcd.key"),
            "--client-cert-auth", "--trusted-ca-file=" + folder.pki("ca.crt"),
            "--peer-cert-file=" + folder.pki("etcd.crt"), "--peer-key-file=" + folder.pki("etcd.key"),
            "--peer-client-cert-auth", "--peer-trusted-ca-file=" + folder.pki("ca.crt"),
            // Alone it need not wait for others to speak up.
            "--heartbeat-interval=25", "--election-timeout=250", "--quota-backend-bytes=4294967296");
    }

    List<String> apiServer() {
        var command = new ArrayList<>(List.of(binaries.apiServer().toString(),
            "--etcd-servers=https://127.0.0.1:" + state.ports().etcd(), "--etcd-cafile=" + folder.pki("ca.crt"),
            "--etcd-certfile=" + folder.pki("client.crt"), "--etcd-keyfile=" + folder.pki("client.key"),
            "--bind-address=127.0.0.1", "--secure-port=" + state.ports().api(),
            "--tls-cert-file=" + folder.pki("server.crt"), "--tls-private-key-file=" + folder.pki("server.key"),
            "--token-auth-file=" + folder.pki("tokens.csv"), "--client-ca-file=" + folder.pki("ca.crt"),
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction", "--service-cluster-ip-range=" + SERVICES,
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=" + folder.pki("service-accounts.pub"),
            "--service-account-signing-key-file=" + folder.pki("service-accounts.key"),
            // Loopback may be no endpoint of the service "kubernetes", and nobody uses that here.
            "--endpoint-reconciler-type=none", "--allow-privileged=true", "--profiling=false",
            "--max-requests-inflight=2000", "--max-mutating-requests-inflight=1000", "--http2-max-streams-per-connection=1000"));
        if (state.node() != null) {
            command.addAll(List.of("--kubelet-preferred-address-types=InternalIP",
                "--kubelet-certificate-authority=" + folder.pki("ca.crt"),
                "--kubelet-client-certificate=" + folder.pki("client.crt"), "--kubelet-client-key=" + folder.pki("client.key")));
        }
        if (!options.controllerManager()) {
            // Nobody makes the account "default" that each pod would have to have.
            command.add("--disable-admission-plugins=ServiceAccount");
        }
        command.addAll(options.apiServerArgs());
        return command;
    }

    List<String> controllerManager() {
        var command = new ArrayList<>(List.of(binaries.controllerManager().toString()));
        command.addAll(client("controller-manager", state.ports().controllerManager()));
        command.addAll(List.of("--service-account-private-key-file=" + folder.pki("service-accounts.key"),
            "--root-ca-file=" + folder.pki("ca.crt"),
            "--node-monitor-period=500ms", "--node-monitor-grace-period=" + options.nodeGrace().toMillis() + "ms",
            "--node-startup-grace-period=" + options.nodeGrace().toMillis() + "ms", "--node-eviction-rate=100",
            "--concurrent-replicaset-syncs=20", "--concurrent-namespace-syncs=20", "--concurrent-gc-syncs=40"));
        command.addAll(options.controllerManagerArgs());
        return command;
    }

    List<String> scheduler() {
        var command = new ArrayList<>(List.of(binaries.scheduler().toString()));
        command.addAll(client("scheduler", state.ports().scheduler()));
        command.addAll(options.schedulerArgs());
        return command;
    }

    private List<String> client(String user, int port) {
        Path kubeconfig = folder.pki(user + ".kubeconfig");
        return List.of("--kubeconfig=" + kubeconfig, "--authentication-kubeconfig=" + kubeconfig,
            "--authorization-kubeconfig=" + kubeconfig, "--bind-address=127.0.0.1", "--secure-port=" + port,
            "--tls-cert-file=" + folder.pki("server.crt"), "--tls-private-key-file=" + folder.pki("server.key"),
            "--leader-elect=false", "--kube-api-qps=2000", "--kube-api-burst=4000", "--profiling=false");
    }
}
