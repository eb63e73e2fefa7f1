package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.leengine.scheduler.k8s.testcell.Manifest;
import io.leengine.scheduler.k8s.testcell.TestCell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A test cell as an operator prepares it for the engine: with the manifest of the how-to, and a token for its account. */
final class CellOfTests {
    private CellOfTests() {
    }

    /** Returns a client of the cluster's administrator, to do what people do by hand. */
    static KubernetesClient administrator(TestCell cell) throws IOException {
        return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(Files.readString(cell.kubeconfig())))
            .withHttpClientFactory(new JdkHttpClientFactory()).build();
    }

    /** Applies the manifest and returns how the engine reaches the cell, with the least rights. */
    static ClusterAccess prepare(TestCell cell) throws IOException, InterruptedException {
        Manifest.read(Path.of(System.getProperty("leengine.manifest"))).apply(cell.api());
        return ClusterAccess.of(Files.readString(cell.serviceAccountKubeconfig("leengine-system", "leengine",
            Duration.ofHours(2))));
    }

    static Options options(ClusterAccess access, String prefix) {
        return new Options("room", access, prefix, 1_000, 8_080, 20, "topology.kubernetes.io/zone", "baseline", true);
    }
}
