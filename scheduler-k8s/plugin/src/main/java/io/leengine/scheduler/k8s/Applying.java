package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.spi.CallContext;
import java.util.concurrent.TimeUnit;

/** States objects, as the manager of their fields: Kubernetes, "Server-Side Apply". */
final class Applying {
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Cluster cluster;

    Applying(Cluster cluster) {
        this.cluster = cluster;
    }

    static <T extends HasMetadata> T state(KubernetesClient client, T object) {
        return client.resource(object).fieldManager(Names.FIELD_MANAGER).forceConflicts().serverSideApply();
    }

    <T extends HasMetadata> T state(CallContext context, String what, T object) throws InterruptedException {
        return cluster.call(context, what, client -> state(client, object));
    }

    /** States something in a namespace whose role binding is so new that not every apiserver may know of it. */
    <T extends HasMetadata> T stateSoon(CallContext context, String what, T object) throws InterruptedException {
        return cluster.call(context, what, client -> {
            Pause pause = new Pause();
            long began = System.nanoTime();
            while (true) {
                try {
                    return state(client, object);
                } catch (KubernetesClientException e) {
                    if (!ClusterFaults.isRightMissing(e) || System.nanoTime() - began > SOON_NANOS) {
                        throw e;
                    }
                    pause.take();
                }
                context.check(what);
            }
        });
    }
}
