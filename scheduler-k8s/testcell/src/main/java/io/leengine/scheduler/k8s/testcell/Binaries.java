package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where Kubernetes' programs are: in a folder that is given, in that which KUBEBUILDER_ASSETS names, on the PATH, or built once
 * into a cache. All come from one place, since parts of different releases need not work together.
 *
 * @param apiServer         kube-apiserver
 * @param controllerManager kube-controller-manager
 * @param scheduler         kube-scheduler
 * @param kubelet           kubelet; null when a control plane is all that was asked for and it is not there
 * @param etcd              etcd
 */
public record Binaries(Path apiServer, Path controllerManager, Path scheduler, Path kubelet, Path etcd) {

    /**
     * Finds them; builds Kubernetes when it is nowhere, which takes minutes.
     *
     * @param given    a folder that must have them, or null
     * @param node     whether a kubelet is needed too
     * @param progress is told what long work is at
     * @throws TestCellException    when something is missing; the message says how to get it
     * @throws InterruptedException when the thread is interrupted; a build is given up
     */
    public static Binaries find(Path given, boolean node, Consumer<String> progress) throws InterruptedException {
        try {
            return find(given, node, progress, new GoBuild(GoBuild.defaultCache(), progress));
        } catch (IOException e) {
            throw new TestCellException("cannot get Kubernetes' programs: " + e.getMessage(), e);
        }
    }

    /**
     * Has all that can be built in the cache: Kubernetes, and the programs of the cells' images.
     *
     * @return the folder with Kubernetes' programs
     */
    static Path build(Consumer<String> progress) throws InterruptedException {
        try {
            var build = new GoBuild(GoBuild.defaultCache(), progress);
            build.images();
            return build.kubernetes();
        } catch (IOException e) {
            throw new TestCellException("cannot build Kubernetes: " + e.getMessage(), e);
        }
    }

    private static Binaries find(Path given, boolean node, Consumer<String> progress, GoBuild build)
            throws IOException, InterruptedException {
        List<String> needed = node ? GoBuild.KUBERNETES : GoBuild.KUBERNETES.subList(0, 3);
        if (given != null) {
            List<String> missing = missing(given, needed);
            if (!missing.isEmpty()) {
                throw new TestCellException(given + " has no " + String.join(", ", missing)
                    + "; put them there, or leave the folder out to have Kubernetes built");
            }
            return in(given);
        }
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets != null && !assets.isBlank()) {
            List<String> missing = missing(Path.of(assets), needed);
            if (missing.isEmpty()) {
                return in(Path.of(assets));
            }
            progress.accept("KUBEBUILDER_ASSETS is not used: " + assets + " has no " + String.join(", ", missing));
        }
        List<Path> onPath = needed.stream().map(Programs::find).flatMap(Optional::stream).toList();
        if (onPath.size() == needed.size()) {
            return new Binaries(onPath.get(0), onPath.get(1), onPath.get(2), node ? onPath.get(3) : null, etcd(null));
        }
        return in(build.kubernetes());
    }

    private static List<String> missing(Path folder, List<String> needed) {
        var missing = new ArrayList<>(needed);
        missing.removeIf(it -> Files.isExecutable(folder.resolve(it)));
        return missing;
    }

    private static Binaries in(Path folder) {
        Path kubelet = folder.resolve("kubelet");
        return new Binaries(folder.resolve("kube-apiserver"), folder.resolve("kube-controller-manager"),
            folder.resolve("kube-scheduler"), Files.isExecutable(kubelet) ? kubelet : null, etcd(folder));
    }

    private static Path etcd(Path folder) {
        return folder != null && Files.isExecutable(folder.resolve("etcd")) ? folder.resolve("etcd")
            : Programs.need("etcd", "etcd-server");
    }
}
