package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.host.Listener;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.bootstrap.HttpServer;
import org.apache.hc.core5.http.impl.bootstrap.ServerBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** Serves this host's counts to whoever gathers them: {@code GET /metrics}, and nothing else. */
final class MetricsListener implements AutoCloseable {
    private static final String PATH = "/metrics";
    private static final Timeout IDLE = Timeout.ofSeconds(30);
    private static final ContentType TEXT = ContentType.create("text/plain", StandardCharsets.UTF_8);
    private static final int BACKLOG = 16;

    private final HttpServer server;

    /** Returns the counts in Prometheus' text format. */
    interface Counts {
        String text() throws InterruptedException;
    }

    /**
     * Begins at once.
     *
     * @throws EngineException {@code UNAVAILABLE} when the address cannot be had
     */
    MetricsListener(Listener address, Counts counts) {
        server = ServerBootstrap.bootstrap().setLocalAddress(InetAddress.ofLiteral(address.address()))
            .setListenerPort(address.port())
            .setSocketConfig(SocketConfig.custom().setSoTimeout(IDLE).setBacklogSize(BACKLOG).build())
            // Whatever name it is asked by.
            .setRequestRouter((request, context) -> (asked, answer, inner) -> answer(asked, answer, counts))
            .create();
        try {
            server.start();
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "Metrics cannot be served on " + address + ": " + e.getMessage(), e)
                .withNextStep("Choose another 'metrics.address', or free that one.");
        }
    }

    private static void answer(ClassicHttpRequest request, ClassicHttpResponse answer, Counts counts) {
        String path = request.getPath().replaceFirst("\\?.*", "");
        if (!path.equals(PATH)) {
            answer.setCode(HttpStatus.SC_NOT_FOUND);
        } else if (!Method.GET.isSame(request.getMethod())) {
            answer.setCode(HttpStatus.SC_METHOD_NOT_ALLOWED);
            answer.setHeader("Allow", Method.GET.name());
        } else {
            fill(answer, counts);
        }
    }

    private static void fill(ClassicHttpResponse answer, Counts counts) {
        try {
            answer.setEntity(new StringEntity(counts.text(), TEXT));
            answer.setCode(HttpStatus.SC_OK);
        } catch (EngineException e) {
            answer.setCode(HttpStatus.SC_SERVICE_UNAVAILABLE);
            answer.setEntity(new StringEntity(e.getMessage() + "\n", TEXT));
        } catch (InterruptedException e) {
            answer.setCode(HttpStatus.SC_SERVICE_UNAVAILABLE);
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.close(CloseMode.IMMEDIATE);
    }
}
