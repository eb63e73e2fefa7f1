package io.leengine.scheduler.k8s.testcell;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Speaks JSON with a Kubernetes API. Safe for many threads; calls block, end when their thread is interrupted, and time out.
 * An answer of 400 and above is an {@link ApiException}; no answer is an {@link IOException}.
 */
public final class ApiClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final URI server;
    private final String token;
    private final Duration timeout;
    private final SSLContext tls;
    private final HttpClient http;

    private ApiClient(URI server, String token, SSLContext tls, Duration timeout) {
        this.server = server;
        this.token = token;
        this.timeout = timeout;
        this.tls = tls;
        http = HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECT).build();
    }

    /** The API a kubeconfig names, as its user. It has to be in JSON, with a token and the authority's data, as cells write it. */
    public static ApiClient of(Path kubeconfig) throws IOException {
        return of(kubeconfig, Duration.ofSeconds(30));
    }

    /** The same, with the time a request may take. */
    static ApiClient of(Path kubeconfig, Duration timeout) throws IOException {
        try {
            JsonNode json = JSON.readTree(Files.readString(kubeconfig));
            JsonNode cluster = json.at("/clusters/0/cluster");
            byte[] authority = Base64.getDecoder().decode(cluster.path("certificate-authority-data").asString());
            return new ApiClient(URI.create(cluster.path("server").asString()), json.at("/users/0/user/token").asString(),
                trust(authority), timeout);
        } catch (JacksonException | GeneralSecurityException e) {
            throw new IOException(kubeconfig + " is no kubeconfig that is understood here: JSON, a token and"
                + " certificate-authority-data are needed (kubectl config view --raw --flatten --minify -o json): "
                + e.getMessage(), e);
        }
    }

    private static SSLContext trust(byte[] authority) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var certificates = CertificateFactory.getInstance("X.509");
        store.setCertificateEntry("ca", certificates.generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** An object to fill in. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** An object from its JSON. */
    public static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    /** Where the API is. */
    public URI server() {
        return server;
    }

    SSLContext tls() {
        return tls;
    }

    String token() {
        return token;
    }

    /** Reads an object or a list. @param path with the query, such as {@code /api/v1/nodes?limit=10} */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(text(path));
    }

    /** Reads what is no JSON, such as a container's log. */
    public String text(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Makes an object. */
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path, "application/json").POST(of(body))));
    }

    /** Replaces an object. */
    public JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path, "application/json").PUT(of(body))));
    }

    /** Changes the fields of an object that are given (JSON merge patch). */
    public JsonNode merge(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path, "application/merge-patch+json").method("PATCH", of(body))));
    }

    /** States an object (server-side apply). @param path with {@code fieldManager} in its query */
    public JsonNode apply(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path, "application/apply-patch+yaml").method("PATCH", of(body))));
    }

    /** Changes an object by its kind's own rules: lists with a key are merged by it, null takes away (strategic merge patch). */
    public JsonNode strategicMerge(String path, JsonNode body) throws IOException, InterruptedException {
        return JSON.readTree(send(request(path, "application/strategic-merge-patch+json").method("PATCH", of(body))));
    }

    /** Deletes an object. @param options DeleteOptions, or null */
    public JsonNode delete(String path, JsonNode options) throws IOException, InterruptedException {
        HttpRequest.Builder request = options == null ? request(path).DELETE()
            : request(path, "application/json").method("DELETE", of(options));
        return JSON.readTree(send(request));
    }

    /** Follows changes until it is closed or the server ends it. @param path with {@code watch=true} in its query */
    public Watch watch(String path) throws IOException, InterruptedException {
        // No limit for the whole: a watch is as long as its query says.
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token).build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() >= 400) {
            try (InputStream body = response.body()) {
                throw new ApiException(response.statusCode(), message(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
        return new Watch(response.body());
    }

    /** The changes of a watch; one thread reads, any closes. */
    public static final class Watch implements AutoCloseable {

        private final InputStream body;
        private final BufferedReader lines;

        private Watch(InputStream body) {
            this.body = body;
            lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next change ({@code type} and {@code object}), or null at the end. */
        public JsonNode next() throws IOException {
            String line = lines.readLine();
            return line == null ? null : JSON.readTree(line);
        }

        @Override
        public void close() throws IOException {
            // Not the reader: it would wait for whoever reads.
            body.close();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(timeout).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String path, String type) {
        return request(path).header("Content-Type", type);
    }

    private static HttpRequest.BodyPublisher of(JsonNode body) {
        return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 400) {
            throw new ApiException(response.statusCode(), message(response.body()));
        }
        return response.body();
    }

    private static String message(String body) {
        if (body == null) {
            return "no message";
        }
        try {
            JsonNode message = JSON.readTree(body).path("message");
            return message.isString() ? message.asString() : body;
        } catch (JacksonException e) {
            return body;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
