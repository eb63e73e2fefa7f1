package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The node of a cell: its containerd and its kubelet, and all that they leave on the machine. */
final class Node {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PAUSE = "leengine.local/pause:1";
    private static final Path PLUGINS = Path.of("/usr/lib/cni");
    private static final Path POD_LOG_LINKS = Path.of("/var/log/containers");
    private static final Path CNI_RESULTS = Path.of("/var/lib/cni/results");
    private static final Duration IMPORT = Duration.ofMinutes(2);
    /** Where a socket lives may have at most 107 characters. */
    private static final int LONGEST_FOLDER = 60;

    private final CellFolder folder;
    private final CellState.NodeState state;

    Node(CellFolder folder, CellState.NodeState state) {
        this.folder = folder;
        this.state = state;
    }

    /** Looks whether this machine can have one. @throws TestCellException when not; the message says what is missing */
    static void check() throws IOException {
        if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new TestCellException("a whole node needs root: run this as root,"
                + " or start a control plane alone (--size control-plane)");
        }
        Programs.need("containerd", "containerd");
        Programs.need("ctr", "containerd");
        Programs.need("runc", "runc");
        Programs.need("ip", "iproute2");
        for (String each : new String[] {"bridge", "host-local", "loopback"}) {
            if (!Files.isExecutable(PLUGINS.resolve(each))) {
                throw new TestCellException(PLUGINS.resolve(each)
                    + " is missing. Install it: apt-get install containernetworking-plugins");
            }
        }
    }

    /** Writes the configuration of both. */
    void configure() throws IOException, InterruptedException {
        if (folder.root().toString().length() > LONGEST_FOLDER) {
            throw new TestCellException(folder.root() + " is too long for the sockets in it; take a folder of at most "
                + LONGEST_FOLDER + " characters");
        }
        OwnFiles.folder(folder.containerd());
        OwnFiles.folder(folder.kubelet());
        OwnFiles.folder(folder.cni());
        OwnFiles.write(folder.containerd().resolve("config.toml"), """
            version = 2
            root = "%1$s/root"
            state = "%1$s/state"
            [grpc]
              address = "%2$s"
            [plugins."io.containerd.internal.v1.opt"]
              path = "%1$s/opt"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "%3$s"
              # A host may not let itself be made a worse victim of the OOM killer.
              restrict_oom_score_adj = true
              netns_mounts_under_state_dir = true
              stream_server_address = "127.0.0.1"
              [plugins."io.containerd.grpc.v1.cri".cni]
                bin_dir = "%4$s"
                conf_dir = "%5$s"
              [plugins."io.containerd.grpc.v1.cri".containerd]
                snapshotter = "%6$s"
            """.formatted(folder.containerd(), folder.containerdSocket(), PAUSE, PLUGINS, folder.cni(),
                Mounts.overlays(folder.containerd()) ? "overlayfs" : "native"));
        ObjectNode network = JSON.createObjectNode().put("cniVersion", "0.4.0").put("name", state.cgroup());
        ObjectNode bridge = network.putArray("plugins").addObject().put("type", "bridge").put("bridge", state.bridge())
            .put("isGateway", true).put("ipMasq", false).put("hairpinMode", true);
        ObjectNode addresses = bridge.putObject("ipam").put("type", "host-local").put("dataDir",
            folder.cni().resolve("addresses").toString());
        addresses.putArray("ranges").addArray().addObject().put("subnet", state.subnet()).put("gateway", state.address());
        addresses.putArray("routes").addObject().put("dst", "0.0.0.0/0");
        OwnFiles.write(folder.cni().resolve("10-cell.conflist"), network.toPrettyString());
        OwnFiles.write(folder.kubelet().resolve("config.json"), kubeletConfiguration().toPrettyString());
    }

    private ObjectNode kubeletConfiguration() {
        ObjectNode config = JSON.createObjectNode().put("apiVersion", "kubelet.config.k8s.io/v1beta1").put("kind",
            "KubeletConfiguration");
        config.put("address", state.address()).put("port", state.kubeletPort()).put("healthzPort", 0).put("readOnlyPort", 0);
        config.put("tlsCertFile", folder.pki("kubelet.crt").toString()).put("tlsPrivateKeyFile",
            folder.pki("kubelet.key").toString());
        ObjectNode authentication = config.putObject("authentication");
        authentication.putObject("anonymous").put("enabled", false);
        authentication.putObject("webhook").put("enabled", false);
        authentication.putObject("x509").put("clientCAFile", folder.pki("ca.crt").toString());
        config.putObject("authorization").put("mode", "AlwaysAllow");
        config.put("containerRuntimeEndpoint", "unix://" + folder.containerdSocket());
        config.put("cgroupDriver", "cgroupfs").put("cgroupRoot", "/" + state.cgroup()).put("failCgroupV1", false);
        config.putArray("enforceNodeAllocatable");
        config.put("failSwapOn", false).put("makeIPTablesUtilChains", false).put("oomScoreAdj", 0);
        config.put("podLogsDir", folder.podLogs().toString()).put("volumePluginDir",
            folder.kubelet().resolve("plugins").toString());
        config.put("nodeStatusUpdateFrequency", "1s").put("nodeStatusReportFrequency", "10s").put("nodeLeaseDurationSeconds", 4);
        config.put("syncFrequency", "2s").put("fileCheckFrequency", "20s").put("registryPullQPS", 0).put("eventRecordQPS", 0);
        config.put("kubeAPIQPS", 200).put("kubeAPIBurst", 400).put("serializeImagePulls", false).put("shutdownGracePeriod", "0s");
        config.putObject("evictionHard").put("nodefs.available", "1%").put("imagefs.available", "1%").put("nodefs.inodesFree", "1%")
            .put("imagefs.inodesFree", "1%").put("memory.available", "50Mi");
        return config;
    }

    List<String> containerd() {
        return List.of(Programs.need("containerd", "containerd").toString(), "--config",
            folder.containerd().resolve("config.toml").toString());
    }

    List<String> kubelet(Path kubelet, TestCellOptions options) {
        var command = new ArrayList<>(List.of(kubelet.toString(), "--config=" + folder.kubelet().resolve("config.json"),
            "--kubeconfig=" + folder.pki("node.kubeconfig"), "--root-dir=" + folder.kubelet().resolve("root"),
            "--cert-dir=" + folder.kubelet().resolve("pki"), "--hostname-override=" + state.name(), "--node-ip="
                + state.address()));
        if (!options.nodeLabels().isEmpty()) {
            command.add("--node-labels=" + new TreeMap<>(options.nodeLabels()).entrySet().stream()
                .map(Map.Entry::toString).collect(Collectors.joining(",")));
        }
        command.addAll(options.kubeletArgs());
        return command;
    }

    /** Makes the image that holds the namespaces of pods, and gives it to containerd, which runs. */
    void importPause(Path programs) throws IOException, InterruptedException {
        Path archive = folder.containerd().resolve("pause.tar");
        ImageArchive.of(programs.resolve("pause"), List.of()).write(archive, PAUSE);
        importImages(archive);
        Files.delete(archive);
    }

    void importImages(Path archive) throws IOException, InterruptedException {
        ctr(IMPORT, List.of("images", "import", archive.toString()));
    }

    /** Whether containerd answers. */
    boolean containerdAnswers() throws InterruptedException {
        try {
            if (!Files.exists(folder.containerdSocket())) {
                return false;
            }
            ctr(Duration.ofSeconds(10), List.of("version"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String ctr(Duration limit, List<String> what) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Programs.need("ctr", "containerd").toString(), "--address",
            folder.containerdSocket().toString(), "--namespace", "k8s.io"));
        command.addAll(what);
        return Command.need(limit, command);
    }

    /** Takes away all that pods were and had; kubelet and containerd have ended. Can be done again. */
    void clear() throws IOException, InterruptedException {
        for (ProcessIdentity shim : shims()) {
            shim.signal("KILL");
        }
        new Cgroups(state.cgroup()).delete();
        deleteShimSockets();
        Mounts.unmountBelow(folder.root());
        NodeNetwork.release(state.bridge());
        deleteStartingWith(CNI_RESULTS, state.cgroup() + "-");
        deletePodLogLinks();
        for (Path each : List.of(folder.containerd(), folder.kubelet(), folder.cni(), folder.podLogs())) {
            OwnFiles.delete(each);
        }
    }

    /** The processes that containerd puts between itself and containers; they outlive it, and bear its socket in their command. */
    private List<ProcessIdentity> shims() {
        String socket = folder.containerdSocket().toString();
        return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(it -> isShim(it, socket)).map(ProcessIdentity::of)
            .flatMap(Optional::stream).toList();
    }

    private static boolean isShim(long pid, String socket) {
        try {
            return isShim(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")), socket);
        } catch (IOException e) {
            // Ended meanwhile.
            return false;
        }
    }

    /** @param commandLine as the kernel has it: empty for its own, and of anything else that a process has put there */
    static boolean isShim(String commandLine, String socket) {
        List<String> command = List.of(commandLine.split("\0", -1));
        return command.getFirst().contains("containerd-shim") && command.contains(socket);
    }

    /** Their sockets are in a folder of the machine; where, they have left in the state of each container. */
    private void deleteShimSockets() throws IOException {
        Path tasks = folder.containerd().resolve("state/io.containerd.runtime.v2.task");
        if (!Files.exists(tasks)) {
            return;
        }
        try (Stream<Path> files = Files.find(tasks, 3, (path, attributes) -> path.endsWith("address"))) {
            for (Path each : files.toList()) {
                String address = Files.readString(each).strip();
                if (address.startsWith("unix://")) {
                    Files.deleteIfExists(Path.of(address.substring("unix://".length())));
                }
            }
        }
    }

    private void deletePodLogLinks() throws IOException {
        if (!Files.isDirectory(POD_LOG_LINKS)) {
            return;
        }
        try (Stream<Path> links = Files.list(POD_LOG_LINKS)) {
            for (Path each : links.filter(Files::isSymbolicLink).toList()) {
                if (Files.readSymbolicLink(each).startsWith(folder.podLogs())) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    private static void deleteStartingWith(Path in, String prefix) throws IOException {
        if (!Files.isDirectory(in)) {
            return;
        }
        try (Stream<Path> files = Files.list(in)) {
            for (Path each : files.filter(it -> it.getFileName().toString().startsWith(prefix)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
