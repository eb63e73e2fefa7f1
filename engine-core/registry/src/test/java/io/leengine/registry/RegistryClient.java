package io.leengine.registry;

import io.leengine.model.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks plain HTTP to the registry, with Basic credentials or none. */
final class RegistryClient implements AutoCloseable {
    static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String authorization;
    private final Duration limit;

    RegistryClient(String url, String user) {
        this(url, user, Duration.ofSeconds(30));
    }

    /** One that waits only so long for each answer. */
    RegistryClient(String url, String user, Duration limit) {
        this.url = url;
        this.limit = limit;
        this.authorization = user.isEmpty() ? "" : user.contains(" ") ? user
            : "Basic " + Base64.getEncoder().encodeToString(
                (user + ":" + TestAccess.USERS.getOrDefault(user, "wrong")).getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(limit)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    int status(String method, String path) throws IOException, InterruptedException {
        return send(method, path, null).statusCode();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    /** Begins an upload and returns its path. */
    String begin(String repository) throws IOException, InterruptedException {
        var answer = send("POST", "/v2/" + repository + "/blobs/uploads/", null);
        if (answer.statusCode() != 202) {
            throw new IOException("Status " + answer.statusCode() + " " + text(answer));
        }
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Pushes a blob in one piece. */
    Digest blob(String repository, byte[] content) throws IOException, InterruptedException {
        Digest digest = Digest.of(content);
        var answer = send("PUT", begin(repository) + "?digest=" + digest, content);
        if (answer.statusCode() != 201) {
            throw new IOException("Status " + answer.statusCode() + " " + text(answer));
        }
        return digest;
    }

    /** Pushes an image of one layer and returns its digest. */
    Digest image(String repository, String tag, byte[] layer) throws IOException, InterruptedException {
        return image(repository, tag, blob(repository, layer));
    }

    /** Pushes an image of one layer that is there already, and returns its digest. */
    Digest image(String repository, String tag, Digest layer) throws IOException, InterruptedException {
        String manifest = manifest(blob(repository, "{}".getBytes(StandardCharsets.UTF_8)), layer);
        var answer = put(repository, tag, manifest, OCI);
        if (answer.statusCode() != 201) {
            throw new IOException("Status " + answer.statusCode() + " " + text(answer));
        }
        return Digest.of(manifest.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<byte[]> put(String repository, String reference, String manifest, String type)
            throws IOException, InterruptedException {
        return send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest.getBytes(StandardCharsets.UTF_8),
            "Content-Type", type);
    }

    String token(String query) throws IOException, InterruptedException {
        var answer = get("/v2/token?service=leengine" + query);
        Matcher matcher = TOKEN.matcher(text(answer));
        if (answer.statusCode() != 200 || !matcher.find()) {
            throw new IOException("Status " + answer.statusCode() + " " + text(answer));
        }
        return matcher.group(1);
    }

    static String manifest(Digest config, Digest layer) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + OCI + "\",\"config\":{\"mediaType\":"
            + "\"application/vnd.oci.image.config.v1+json\",\"digest\":\"" + config + "\",\"size\":2},\"layers\":["
            + "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + layer + "\",\"size\":9}]}";
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        http.close();
    }
}
