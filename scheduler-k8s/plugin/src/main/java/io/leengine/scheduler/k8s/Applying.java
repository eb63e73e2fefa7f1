package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.leengine.spi.CallContext;

/** States objects, as the manager of their fields: Kubernetes, "Server-Side Apply". */
final class Applying {
    private static final long BINDING_MILLIS = 50;
    private static final int TRIES = 40;

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

    /** States something in a namespace whose role binding may be so new that not every apiserver knows of it. */
    <T extends HasMetadata> T stateSoon(CallContext context, String what, T object) throws InterruptedException {
        return cluster.call(context, what, client -> {
            for (int i = 1; i < TRIES; i++) {
                try {
                    return state(client, object);
                } catch (KubernetesClientException e) {
                    if (!ClusterFaults.isForbidden(e)) {
                        throw e;
                    }
                    Thread.sleep(BINDING_MILLIS);
                }
                context.check(what);
            }
            return state(client, object);
        });
    }
}
