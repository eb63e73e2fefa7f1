package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;

/** Deletes exactly the object that was seen, never another that has its name by now. */
final class Deletion {
    private Deletion() {
    }

    /** Returns whether it was there. */
    static boolean pod(KubernetesClient client, String namespace, String name, String uid) {
        return delete(client, "/api/v1/namespaces/" + namespace + "/pods/" + name, uid);
    }

    static void namespace(KubernetesClient client, String name, String uid) {
        delete(client, "/api/v1/namespaces/" + name, uid);
    }

    static void replicaSet(KubernetesClient client, String namespace, String name, String uid) {
        delete(client, "/apis/apps/v1/namespaces/" + namespace + "/replicasets/" + name, uid);
    }

    private static boolean delete(KubernetesClient client, String path, String uid) {
        try {
            client.raw(path, "DELETE", Map.of("kind", "DeleteOptions", "apiVersion", "v1", "propagationPolicy", "Background",
                "preconditions", Map.of("uid", uid)));
            return true;
        } catch (KubernetesClientException e) {
            // It is gone; whoever has its name now is another.
            if (!ClusterFaults.isNotFound(e) && !ClusterFaults.isConflict(e)) {
                throw e;
            }
            return false;
        }
    }
}
