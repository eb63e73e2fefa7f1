package io.leengine.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Plays the API's answers over real HTTP and keeps what it was asked. */
public final class FakeEngine implements AutoCloseable {
    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    /** A request that came. */
    public record Request(String method, URI uri, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.entrySet().stream().filter(each -> each.getKey().equalsIgnoreCase(name))
                .map(each -> each.getValue().getFirst()).findFirst().orElse("");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private volatile Handler otherwise = exchange -> send(exchange, 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no "
        + exchange.getRequestURI().getRawPath() + ".\"}");
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public FakeEngine() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::dispatch);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Says how to answer; the path is below /api/v1, as sent and without the query. */
    public FakeEngine on(String method, String path, Handler handler) {
        handlers.put(method + " /api/v1" + path, handler);
        return this;
    }

    public FakeEngine on(String method, String path, int status, String body) {
        return on(method, path, exchange -> send(exchange, status, body));
    }

    /** Says how to answer all else. */
    public FakeEngine otherwise(Handler handler) {
        otherwise = handler;
        return this;
    }

    public List<Request> requests() {
        return requests;
    }

    public Request last(String method) {
        return requests.stream().filter(request -> request.method().equals(method)).reduce((a, b) -> b).orElseThrow(
            () -> new AssertionError("No " + method + " in " + requests));
    }

    public static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Begins a stream of events. */
    public static void events(HttpExchange exchange, String... events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        for (String event : events) {
            exchange.getResponseBody().write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private void dispatch(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(exchange.getRequestMethod(), exchange.getRequestURI(),
                Map.copyOf(exchange.getRequestHeaders()), body));
            Handler handler = handlers.get(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
            (handler == null ? otherwise : handler).handle(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
