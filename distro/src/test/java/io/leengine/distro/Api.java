package io.leengine.distro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Speaks REST v1 with an engine, and HTTP with what stands behind its load balancer. */
final class Api {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static {
        // A request through the load balancer names the domain, whatever the address is.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final EngineProcess.Ports ports;
    private final String token;
    private final HttpClient http;

    private Api(EngineProcess.Ports ports, String token, HttpClient http) {
        this.ports = ports;
        this.token = token;
        this.http = http;
    }

    /** Nobody in particular. */
    Api(EngineProcess.Ports ports) {
        this(ports, "", HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5)).build());
    }

    Api as(String otherToken) {
        return new Api(ports, otherToken, http);
    }

    Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    /** What keeps the platform from being whole: the engine ready, and nothing missing. */
    Optional<String> flaw() {
        Answer health = get("/health");
        return Await.unless(health.status() == 200 && health.body().path("missing").isEmpty(), health.text());
    }

    Answer post(String path, Object body) {
        return send("POST", path, body, Map.of());
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body, Map.of());
    }

    Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    /** Sends a bundle. */
    Answer upload(String path, byte[] content, Map<String, String> headers) {
        HttpRequest.Builder request = request(path).header("Content-Type", "application/java-archive");
        headers.forEach(request::setHeader);
        return answer(request.POST(BodyPublishers.ofByteArray(content)).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + ports.http() + "/api/v1" + path)).timeout(LIMIT);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    Answer send(String method, String path, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        request.method(method, body == null ? BodyPublishers.noBody()
                : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        return answer(request.build());
    }

    /** Asks the load balancer for the top page of a domain. */
    Answer fetch(String host) {
        return fetchAt("127.0.0.1:" + ports.loadBalancer(), host);
    }

    /** Asks a load balancer elsewhere for the top page of a domain. */
    Answer fetchAt(String address, String host) {
        return answer(HttpRequest.newBuilder(URI.create("http://" + address + "/")).header("Host", host).timeout(LIMIT).build());
    }

    /** Reads a text, such as a log. */
    String text(String path) {
        return send("GET", path, null, Map.of("Accept", "text/plain")).expect(200).text();
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            boolean json = response.headers().firstValue("Content-Type").filter(type -> type.contains("json"))
                    .isPresent();
            JsonNode body = json && !response.body().isEmpty() ? JSON.readTree(response.body())
                    : MissingNode.getInstance();
            return new Answer(response.statusCode(), body, response.headers().firstValue("ETag"), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while asking " + request.uri(), e);
        }
    }
}
