package io.leengine.builder.maven;

import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry in memory, as much of one as a push and a pull take; everything wants the one user. */
public final class TestRegistry implements AutoCloseable {
    public static final Credentials USER = new Credentials("builder", "s3cret-word");

    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private final Map<String, String> types = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger stored = new AtomicInteger();
    private final Undertow server;

    public TestRegistry() {
        // A real server: what the platform's registry runs on, too, and quick to refuse Jib's first try, which is TLS.
        server = Undertow.builder().setIoThreads(1).setWorkerThreads(8)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L).addHttpListener(0, "127.0.0.1")
            .setHandler(new BlockingHandler(this::handle)).build();
        server.start();
    }

    public String address() {
        return "127.0.0.1:" + ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
    }

    public Optional<byte[]> manifest(String image, String reference) {
        return Optional.ofNullable(manifests.get(image + "@" + reference));
    }

    byte[] blob(String digest) {
        return blobs.get(digest);
    }

    int blobsStored() {
        return stored.get();
    }

    private void handle(HttpServerExchange it) throws IOException {
        String expected = "Basic " + Base64.getEncoder()
            .encodeToString((USER.name() + ":" + USER.secret()).getBytes(StandardCharsets.UTF_8));
        byte[] body = it.getInputStream().readAllBytes();
        if (!expected.equals(it.getRequestHeaders().getFirst("Authorization"))) {
            it.getResponseHeaders().put(HttpString.tryFromString("WWW-Authenticate"), "Basic realm=\"test\"");
            error(it, 401, "UNAUTHORIZED");
            return;
        }
        String path = it.getRequestPath().substring("/v2/".length());
        if (path.isEmpty()) {
            answer(it, 200, new byte[0]);
        } else if (path.contains("/blobs/uploads/")) {
            upload(it, path, body);
        } else if (path.contains("/blobs/")) {
            content(it, blobs.get(path.substring(path.lastIndexOf('/') + 1)), "application/octet-stream", "BLOB");
        } else {
            manifest(it, path, body);
        }
    }

    private void manifest(HttpServerExchange it, String path, byte[] body) throws IOException {
        int at = path.indexOf("/manifests/");
        String image = path.substring(0, at);
        String key = image + "@" + path.substring(at + "/manifests/".length());
        if (it.getRequestMethod().equalToString("PUT")) {
            String digest = Digest.of(body).toString();
            for (String one : new String[] {key, image + "@" + digest}) {
                manifests.put(one, body);
                types.put(one, it.getRequestHeaders().getFirst("Content-Type"));
            }
            it.getResponseHeaders().put(HttpString.tryFromString("Docker-Content-Digest"), digest);
            it.getResponseHeaders().put(HttpString.tryFromString("Location"), "/v2/" + path);
            answer(it, 201, new byte[0]);
            return;
        }
        content(it, manifests.get(key), types.get(key), "MANIFEST");
    }

    private void upload(HttpServerExchange it, String path, byte[] body) throws IOException {
        String id = path.substring(path.lastIndexOf('/') + 1);
        if (it.getRequestMethod().equalToString("POST")) {
            id = UUID.randomUUID().toString();
            uploads.put(id, new ByteArrayOutputStream());
        } else {
            uploads.get(id).write(body);
        }
        if (it.getRequestMethod().equalToString("PUT")) {
            byte[] whole = uploads.remove(id).toByteArray();
            String digest = it.getQueryParameters().get("digest").getFirst();
            if (!Digest.of(whole).toString().equals(digest)) {
                error(it, 400, "DIGEST_INVALID");
                return;
            }
            blobs.put(digest, whole);
            stored.incrementAndGet();
            answer(it, 201, new byte[0]);
            return;
        }
        it.getResponseHeaders().put(HttpString.tryFromString("Location"),
            "/v2/" + path.substring(0, path.lastIndexOf('/') + 1) + id);
        answer(it, 202, new byte[0]);
    }

    private static void content(HttpServerExchange it, byte[] content, String type, String what) throws IOException {
        if (content == null) {
            error(it, 404, what + "_UNKNOWN");
            return;
        }
        it.getResponseHeaders().put(HttpString.tryFromString("Content-Type"), type);
        it.getResponseHeaders().put(HttpString.tryFromString("Docker-Content-Digest"), Digest.of(content).toString());
        answer(it, 200, content);
    }

    private static void error(HttpServerExchange it, int status, String code) throws IOException {
        it.getResponseHeaders().put(HttpString.tryFromString("Content-Type"), "application/json");
        answer(it, status, ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + code + "\"}]}")
            .getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpServerExchange it, int status, byte[] body) {
        it.setStatusCode(status);
        it.setResponseContentLength(body.length);
        if (!it.getRequestMethod().equalToString("HEAD")) {
            it.getResponseSender().send(ByteBuffer.wrap(body));
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
