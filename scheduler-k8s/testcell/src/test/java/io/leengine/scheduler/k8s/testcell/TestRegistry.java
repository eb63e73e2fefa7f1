package io.leengine.scheduler.k8s.testcell;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** A registry of single images over plain HTTP on loopback: enough to be pulled from. */
final class TestRegistry implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, ImageArchive> images = new ConcurrentHashMap<>();

    TestRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v2/", this::answer);
        server.start();
    }

    /** Takes an image and gives the name it is pulled by. */
    String add(String repository, ImageArchive image) {
        images.put(repository, image);
        return "127.0.0.1:" + server.getAddress().getPort() + "/" + repository + ":1";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/v2/".length());
            String[] parts = path.split("/");
            ImageArchive image = parts.length == 3 ? images.get(parts[0]) : null;
            if (image != null && parts[1].equals("manifests") && (parts[2].equals("1") || parts[2].equals(image.digest()))) {
                send(exchange, ImageArchive.MANIFEST_TYPE, image.digest(), image.manifest());
            } else if (image != null && parts[1].equals("blobs") && image.blobs().containsKey(parts[2])) {
                send(exchange, "application/octet-stream", parts[2], image.blobs().get(parts[2]));
            } else {
                exchange.sendResponseHeaders(path.isEmpty() ? 200 : 404, -1);
            }
        }
    }

    private static void send(HttpExchange exchange, String type, String digest, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
