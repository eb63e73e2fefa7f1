package io.leengine.scheduler.k8s;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Answers that go on for as long as there is something to tell. Read by one thread, which is told at once when the connection
 * breaks; closed by any. The client's own watches were seen to wait for ever after a connection was cut, and its own logs give
 * an error's words as if they were the log.
 */
final class AnswerStream {
    private static final System.Logger LOG = System.getLogger(AnswerStream.class.getName());
    private static final int OK = 200;

    private AnswerStream() {
    }

    /**
     * Opens one.
     *
     * @param path with its query, below the apiserver's address
     * @throws KubernetesClientException with the apiserver's status where that is another than 200
     */
    static InputStream open(KubernetesClient client, String path) throws InterruptedException {
        String server = client.getMasterUrl().toString();
        HttpRequest request = client.getHttpClient().newHttpRequestBuilder()
            .uri((server.endsWith("/") ? server.substring(0, server.length() - 1) : server) + path).build();
        CompletableFuture<HttpResponse<InputStream>> asked = client.getHttpClient().sendAsync(request, InputStream.class);
        try {
            HttpResponse<InputStream> response = asked.get();
            if (response.code() != OK) {
                throw refused(client, response);
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new KubernetesClientException("The stream could not be opened", e.getCause());
        } catch (InterruptedException e) {
            asked.thenAccept(late -> close(late.body())); // an answer that comes after nobody waits for it any more
            throw e;
        }
    }

    /** Lets go of one that may be broken already. */
    static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a stream could not be closed", e);
        }
    }

    private static KubernetesClientException refused(KubernetesClient client, HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            Status status = text.startsWith("{") ? client.getKubernetesSerialization().unmarshal(text, Status.class) : null;
            return new KubernetesClientException(text, response.code(), status);
        } catch (IOException e) {
            return new KubernetesClientException("The stream was refused", e);
        }
    }
}
