package io.leengine.loadbalancer.nginx.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetricsListenerTest {
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> ask(String method, int port, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void countsAreServedAndNothingElse() throws Exception {
        int port = freePort();
        try (MetricsListener listener = new MetricsListener(new Listener("127.0.0.1", port), () -> "leengine_lb_workers 2\n")) {
            HttpResponse<String> answer = ask("GET", port, "/metrics?x=y");
            assertEquals(200, answer.statusCode());
            assertEquals("leengine_lb_workers 2\n", answer.body());
            assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
            assertEquals(404, ask("GET", port, "/").statusCode());
            assertEquals(404, ask("GET", port, "/metrics/x").statusCode());
            assertEquals(405, ask("POST", port, "/metrics").statusCode());
            EngineException taken = assertThrows(EngineException.class,
                () -> new MetricsListener(new Listener("127.0.0.1", port), () -> "").close());
            assertEquals(ErrorCode.UNAVAILABLE, taken.code());
            assertEquals(200, ask("GET", port, "/metrics").statusCode(), listener.toString());
        }
    }

    @Test
    void aSilentNginxIsToldAsUnavailable() throws Exception {
        int port = freePort();
        try (MetricsListener listener = new MetricsListener(new Listener("127.0.0.1", port), () -> {
            throw new EngineException(ErrorCode.UNAVAILABLE, "nginx does not answer");
        })) {
            assertEquals(503, ask("GET", port, "/metrics").statusCode(), listener.toString());
        }
    }
}
