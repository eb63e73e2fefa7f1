package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The changes of a kind as the apiserver streams them, one JSON object a line. Read by one thread, which is told at once when
 * the connection breaks; closed by any. The client's own watches were seen to wait for ever after a connection was cut.
 */
final class WatchStream implements Closeable {
    private static final System.Logger LOG = System.getLogger(WatchStream.class.getName());
    private static final int OK = 200;

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
        String server = client.getMasterUrl().toString();
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
            .uri((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path).build();
        CompletableFuture<HttpResponse<InputStream>> asked = client.getHttpClient().sendAsync(request, InputStream.class);
        try {
            HttpResponse<InputStream> response = asked.get();
            if (response.code() != OK) {
                throw refused(client, response);
            }
            return new WatchStream(client, response.body());
        } catch (ExecutionException e) {
            throw new KubernetesClientException("The watch could not be opened", e.getCause());
        } catch (InterruptedException e) {
            asked.thenAccept(WatchStream::leave); // an answer that comes after nobody waits for it any more
            throw e;
        }
    }

    private static void leave(HttpResponse<InputStream> late) {
        try {
            late.body().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a late watch could not be closed", e);
        }
    }

    private static KubernetesClientException refused(KubernetesClient client, HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            Status status = text.startsWith("{") ? client.getKubernetesSerialization().unmarshal(text, Status.class) : null;
            return new KubernetesClientException(text, response.code(), status);
        } catch (IOException e) {
            return new KubernetesClientException("The watch was refused", e);
        }
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
    public void close() throws IOException {
        body.close();
    }
}
