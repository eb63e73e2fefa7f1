package io.leengine.scheduler.k8s.testcell;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What cell is wanted. Begin with {@link #controlPlane()} or {@link #wholeNode()} and change what has to be different.
 *
 * @param size                  how much of a cluster it is
 * @param name                  names it, its node, bridge and cgroups; null for one that is free
 * @param folder                where its files are; null for a temporary folder that is deleted at the end
 * @param binaries              a folder with Kubernetes' programs; null to have them found or built (see {@link Binaries})
 * @param etcdFolder            where etcd keeps its data; null for one in memory when there is such, else in the folder
 * @param controllerManager     whether kube-controller-manager runs; without it, a namespace has no default service account
 * @param scheduler             whether kube-scheduler runs
 * @param apiServerArgs         arguments added to kube-apiserver's; the last of the same name counts
 * @param controllerManagerArgs likewise
 * @param schedulerArgs         likewise
 * @param kubeletArgs           likewise
 * @param nodeLabels            labels of the node, such as {@code topology.kubernetes.io/zone}
 * @param nodeGrace             without a sign of life for that long, a node counts as lost
 * @param startTimeout          how long each part may take until it answers
 */
public record TestCellOptions(Size size, String name, Path folder, Path binaries, Path etcdFolder, boolean controllerManager,
        boolean scheduler, List<String> apiServerArgs, List<String> controllerManagerArgs, List<String> schedulerArgs,
        List<String> kubeletArgs, Map<String, String> nodeLabels, Duration nodeGrace, Duration startTimeout) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?");

    /** How much of a cluster. */
    public enum Size {
        /** etcd, kube-apiserver, kube-controller-manager and kube-scheduler: no pod runs. Any user may have it. */
        CONTROL_PLANE,
        /** And a node that runs pods: kubelet, containerd, a bridge. Needs root. */
        WHOLE_NODE
    }

    /** Checks the name and copies the lists. */
    public TestCellOptions {
        if (name != null && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " is not possible; use a to z, 0 to 9 and -, at most 30");
        }
        if (nodeGrace.toMillis() < 1000) {
            throw new IllegalArgumentException("nodeGrace: at least one second");
        }
        apiServerArgs = List.copyOf(apiServerArgs);
        controllerManagerArgs = List.copyOf(controllerManagerArgs);
        schedulerArgs = List.copyOf(schedulerArgs);
        kubeletArgs = List.copyOf(kubeletArgs);
        nodeLabels = Map.copyOf(nodeLabels);
    }

    /** A control plane. */
    public static TestCellOptions controlPlane() {
        return new TestCellOptions(Size.CONTROL_PLANE, null, null, null, null, true, true, List.of(), List.of(), List.of(),
            List.of(), Map.of(), Duration.ofSeconds(8), Duration.ofSeconds(60));
    }

    /** A control plane with a node. */
    public static TestCellOptions wholeNode() {
        return controlPlane().withSize(Size.WHOLE_NODE);
    }

    /** Of that size. */
    public TestCellOptions withSize(Size value) {
        return new TestCellOptions(value, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** Of that name. */
    public TestCellOptions withName(String value) {
        return new TestCellOptions(size, value, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** In that folder, which is made when it is not there; logs stay in it. */
    public TestCellOptions withFolder(Path value) {
        return new TestCellOptions(size, name, value, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With the programs of that folder. */
    public TestCellOptions withBinaries(Path value) {
        return new TestCellOptions(size, name, folder, value, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With etcd's data in that folder, which is deleted at the end. */
    public TestCellOptions withEtcdFolder(Path value) {
        return new TestCellOptions(size, name, folder, binaries, value, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With or without kube-controller-manager and kube-scheduler. */
    public TestCellOptions withControllers(boolean runsControllerManager, boolean runsScheduler) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, runsControllerManager, runsScheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With arguments added to kube-apiserver's. */
    public TestCellOptions withApiServerArgs(String... values) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, List.of(values),
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With arguments added to kube-controller-manager's. */
    public TestCellOptions withControllerManagerArgs(String... values) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            List.of(values), schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With arguments added to kube-scheduler's. */
    public TestCellOptions withSchedulerArgs(String... values) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, List.of(values), kubeletArgs, nodeLabels, nodeGrace, startTimeout);
    }

    /** With arguments added to the kubelet's. */
    public TestCellOptions withKubeletArgs(String... values) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, List.of(values), nodeLabels, nodeGrace, startTimeout);
    }

    /** With those labels on the node. */
    public TestCellOptions withNodeLabels(Map<String, String> values) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, values, nodeGrace, startTimeout);
    }

    /** With nodes that count as lost after that. */
    public TestCellOptions withNodeGrace(Duration value) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, value, startTimeout);
    }

    /** With more or less time to start. */
    public TestCellOptions withStartTimeout(Duration value) {
        return new TestCellOptions(size, name, folder, binaries, etcdFolder, controllerManager, scheduler, apiServerArgs,
            controllerManagerArgs, schedulerArgs, kubeletArgs, nodeLabels, nodeGrace, value);
    }
}
