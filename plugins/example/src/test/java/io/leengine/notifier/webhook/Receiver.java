package io.leengine.notifier.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real receiver on loopback that keeps what it was sent. */
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 204;

    /** What came. */
    record Received(byte[] body, String signature) {
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 100);
        server.setExecutor(threads);
        server.createContext("/in", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (status / 100 == 2) {
                received.add(new Received(body, exchange.getRequestHeaders().getFirst("X-LeEngine-Signature")));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
    }

    List<Received> received() {
        return received;
    }

    void answer(int next) {
        status = next;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
