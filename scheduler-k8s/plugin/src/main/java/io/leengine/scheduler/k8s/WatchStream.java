package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The changes of a kind as the apiserver streams them, one JSON object a line. Read by one thread, closed by any. */
final class WatchStream implements Closeable {
    private final KubernetesClient client;
    private final InputStream body;
    private final BufferedReader lines;

    /**
     * A change.
     *
     * @param type as Kubernetes calls it: ADDED, MODIFIED, DELETED or BOOKMARK
     * @param object as it is now, or last was; of a bookmark only the version is good
     */
    record Change(String type, HasMetadata object) {
    }

    private WatchStream(KubernetesClient client, InputStream body) {
        this.client = client;
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /**
     * Opens it.
     *
     * @param path with its query, below the apiserver's address
     */
    static WatchStream open(KubernetesClient client, String path) throws InterruptedException {
        return new WatchStream(client, AnswerStream.open(client, path));
    }

    /**
     * Waits for the next change.
     *
     * @return null at the end
     * @throws KubernetesClientException with the status that the apiserver ends the watch with, 410 among them
     * @throws IOException when the connection breaks or this is closed
     */
    Change next() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return null;
        }
        WatchEvent event = client.getKubernetesSerialization().unmarshal(line, WatchEvent.class);
        if (event.getObject() instanceof Status status) {
            throw new KubernetesClientException(status);
        }
        return new Change(event.getType(), (HasMetadata) event.getObject());
    }

    @Override
    public void close() {
        AnswerStream.close(body);
    }
}
