package io.leengine.scheduler.k8s.testcell;

import java.nio.file.Path;

/** What is where in the folder of a cell. */
record CellFolder(Path root) {

    Path state() {
        return root.resolve("cell.json");
    }

    /** Which processes run. */
    Path run() {
        return root.resolve("run");
    }

    Path log() {
        return root.resolve("log");
    }

    /** Keys, certificates, tokens and kubeconfigs. */
    Path pki() {
        return root.resolve("pki");
    }

    Path pki(String file) {
        return pki().resolve(file);
    }

    Path etcd() {
        return root.resolve("etcd");
    }

    Path kubelet() {
        return root.resolve("kubelet");
    }

    Path containerd() {
        return root.resolve("containerd");
    }

    Path containerdSocket() {
        return containerd().resolve("containerd.sock");
    }

    Path cni() {
        return root.resolve("cni");
    }

    Path podLogs() {
        return root.resolve("pods");
    }
}
