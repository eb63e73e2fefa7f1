package io.leengine.scheduler.k8s.testcell;

import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Asks the parts of a cell whether they work. */
final class Health {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final CellFolder folder;
    private ApiClient client;

    Health(CellFolder folder) {
        this.folder = folder;
    }

    /** Whether the API answers that it is ready for use. */
    boolean apiReady() throws InterruptedException {
        return ok("/readyz");
    }

    /** Whether what listens on another port, with the same certificate, says that it is well. */
    boolean ok(int port) throws InterruptedException {
        return ok("https://127.0.0.1:" + port + "/healthz");
    }

    /** Whether a node is ready and takes pods. */
    boolean nodeReady(String name) throws InterruptedException {
        try {
            JsonNode node = client().get("/api/v1/nodes/" + name);
            return FakePodStatus.isTrue(node, "Ready") && node.at("/spec/taints").isEmpty();
        } catch (IOException | ApiException e) {
            // Not yet known.
            return false;
        }
    }

    private boolean ok(String path) throws InterruptedException {
        try {
            return client().text(path).equals("ok");
        } catch (IOException | ApiException e) {
            // Not yet: nobody listens, or it says so.
            return false;
        }
    }

    private synchronized ApiClient client() throws IOException {
        if (client == null) {
            client = ApiClient.of(folder.pki("admin.kubeconfig"), LIMIT);
        }
        return client;
    }

    /** Lets its connections go. */
    synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
