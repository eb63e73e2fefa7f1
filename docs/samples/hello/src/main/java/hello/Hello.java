package hello;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.ObjectMapper;

/** Greets whoever asks. Change {@code greeting.txt} and build again to see the next version of it. */
public final class Hello {
    /** How long requests under way may take once the application has been told to end. */
    private static final int GRACE_SECONDS = 10;
    private static final int BACKLOG = 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final String greeting = greeting();
    private final String instance = System.getenv().getOrDefault("INSTANCE_ID", "local");

    private Hello() {
    }

    public static void main(String[] arguments) throws IOException {
        // Sent when the last byte is written, not when the peer has acknowledged the one before.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // A proxy keeps connections: do not close one while a request may be on its way.
        System.setProperty("sun.net.httpserver.idleInterval", "300");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        new Hello().serve(port);
    }

    private void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, this::greet));
        server.createContext("/health", exchange -> handle(exchange, it -> answer(it, 200, Map.of("status", "up"))));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server)));
        server.start();
        System.out.println("hello: instance " + instance + " listens on port " + server.getAddress().getPort());
    }

    private void greet(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            answer(exchange, 404, Map.of("error", "There is only / and /health."));
            return;
        }
        var body = new LinkedHashMap<String, String>();
        body.put("greeting", greeting);
        body.put("version", System.getenv().getOrDefault("VERSION", greeting));
        body.put("instance", instance);
        answer(exchange, 200, body);
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void handle(HttpExchange exchange, Handler handler) throws IOException {
        busy.incrementAndGet();
        try (exchange; InputStream body = exchange.getRequestBody()) {
            // What is left unread would make the connection useless for the next request.
            body.transferTo(OutputStream.nullOutputStream());
            if (ending.get()) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            handler.handle(exchange);
        } finally {
            busy.decrementAndGet();
        }
    }

    private void answer(HttpExchange exchange, int status, Map<String, String> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Stops taking connections, and ends when the last request has been answered. */
    private void end(HttpServer server) {
        ending.set(true);
        System.out.println("hello: ending, " + busy.get() + " requests under way");
        server.stop(GRACE_SECONDS);
        System.out.println("hello: ended");
    }

    private static String greeting() {
        try (InputStream in = Hello.class.getResourceAsStream("/greeting.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
