package io.leengine.tck;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A real HTTP server on loopback that answers with its name, counts, and holds requests to {@code /slow} back.
 * The header {@code X-Backend} of an answer has the name too.
 */
public final class HttpBackend implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicReference<Headers> last = new AtomicReference<>(new Headers());
    private final CountDownLatch slowArrived = new CountDownLatch(1);
    private final CountDownLatch slowMayEnd = new CountDownLatch(1);

    /** Starts one on a free port; {@code name} is what it answers. */
    public HttpBackend(String name) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        last.set(exchange.getRequestHeaders());
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowArrived.countDown();
                awaitSlowEnd();
            }
            byte[] body = name.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("X-Backend", name);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void awaitSlowEnd() throws IOException {
        try {
            if (!slowMayEnd.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("nobody let the slow request end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Returns it as an upstream of version {@code v1} in the cell {@code cell}. */
    public Upstream upstream(int weight) {
        return upstream(weight, "v1");
    }

    /** Returns it as an upstream of a version. */
    public Upstream upstream(int weight, String version) {
        return new Upstream(new Endpoint("127.0.0.1", server.getAddress().getPort()), weight, version, "cell", name);
    }

    /** Returns the values of a header in the last request. */
    public List<String> received(String header) {
        return List.copyOf(last.get().getOrDefault(header, List.of()));
    }

    /** Returns what it answers. */
    public String name() {
        return name;
    }

    /** Returns how many requests have come. */
    public int requests() {
        return requests.get();
    }

    /** Waits until a request to {@code /slow} has come. */
    public void awaitSlowRequest() throws InterruptedException {
        if (!slowArrived.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The slow request did not arrive.");
        }
    }

    /** Lets requests to {@code /slow} be answered. */
    public void endSlowRequest() {
        slowMayEnd.countDown();
    }

    @Override
    public void close() {
        slowMayEnd.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
