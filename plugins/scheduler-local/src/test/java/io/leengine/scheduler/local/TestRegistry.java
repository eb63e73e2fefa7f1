package io.leengine.scheduler.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leengine.model.Credentials;
import io.leengine.model.Digest;
import io.leengine.model.ImageReference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Stands in for the platform's registry: images made here, behind the Docker token protocol. */
public final class TestRegistry implements AutoCloseable {
    public static final Credentials PULL = new Credentials("puller", "s3cret-of-the-puller");
    private static final String OCI = "application/vnd.oci.image.";
    private static final String TOKEN = "a-token";

    private final HttpServer server;
    private final Map<String, byte[]> content = new ConcurrentHashMap<>();
    final AtomicInteger blobReads = new AtomicInteger();

    /** Writes a layer's entries. */
    interface Entries {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    public TestRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::token);
        server.createContext("/v2/", this::serve);
        server.start();
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void token(HttpExchange exchange) throws IOException {
        String wanted = "Basic " + Base64.getEncoder().encodeToString(
            (PULL.name() + ":" + PULL.secret()).getBytes(StandardCharsets.UTF_8));
        boolean known = wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && Set.of(exchange.getRequestURI().getQuery().split("&"))
                .containsAll(Set.of("service=test", "scope=repository:team/app:pull"));
        answer(exchange, known ? 200 : 401, ("{\"token\":\"" + TOKEN + "\"}").getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange exchange) throws IOException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"http://" + address()
                + "/token\",service=\"test\",scope=\"repository:team/app:pull\"");
            answer(exchange, 401, new byte[0]);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        byte[] found = content.get(path.substring(path.lastIndexOf('/') + 1));
        if (path.contains("/blobs/")) {
            blobReads.incrementAndGet();
        }
        if (path.contains("/manifests/") && found != null) {
            exchange.getResponseHeaders().add("Content-Type", mediaType(found));
        }
        answer(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
    }

    private static String mediaType(byte[] manifest) {
        return JsonMapper.shared().readTree(manifest).path("mediaType").asString();
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            boolean told = exchange.getRequestMethod().equals("HEAD");
            if (told) {
                exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
            }
            exchange.sendResponseHeaders(status, told || body.length == 0 ? -1 : body.length);
            if (!told) {
                exchange.getResponseBody().write(body);
            }
        }
    }


    /** Publishes an image behind an index with a foreign platform first. */
    public ImageReference image(Map<String, Object> config, List<byte[]> layers) {
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        byte[] configuration = json(Map.of("config", config, "os", "linux", "architecture", architecture, "rootfs",
            Map.of("type", "layers", "diff_ids", layers.stream().map(TestRegistry::unpacked).toList())));
        byte[] manifest = json(Map.of("schemaVersion", 2, "mediaType", OCI + "manifest.v1+json",
            "config", Map.of("digest", put(configuration).toString(), "size", configuration.length, "mediaType",
                OCI + "config.v1+json"),
            "layers", layers.stream().map(layer -> Map.of("digest", put(layer).toString(), "size", layer.length,
                "mediaType", OCI + "layer.v1.tar+gzip")).toList()));
        byte[] index = json(Map.of("schemaVersion", 2, "mediaType", OCI + "index.v1+json", "manifests", List.of(
            Map.of("digest", "sha256:" + "0".repeat(64), "size", 1, "mediaType", OCI + "manifest.v1+json",
                "platform", Map.of("os", "linux", "architecture", "s390x")),
            Map.of("digest", put(manifest).toString(), "size", manifest.length, "mediaType", OCI + "manifest.v1+json",
                "platform", Map.of("os", "linux", "architecture", architecture)))));
        return new ImageReference(address(), "team/app", put(index));
    }

    private static String unpacked(byte[] layer) {
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(layer))) {
            MessageDigest digest = Digest.newMessageDigest();
            for (byte[] piece = zip.readNBytes(1 << 16); piece.length > 0; piece = zip.readNBytes(1 << 16)) {
                digest.update(piece);
            }
            return Digest.finish(digest).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] json(Object value) {
        return JsonMapper.shared().writeValueAsBytes(value);
    }

    Digest put(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        content.put(digest.toString(), bytes);
        return digest;
    }

    /** Makes what is sent for a digest something else. */
    void corrupt(Digest digest) {
        byte[] changed = content.get(digest.toString()).clone();
        changed[changed.length - 1] ^= 1;
        content.put(digest.toString(), changed);
    }

    static byte[] layer(Entries entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_SPEED);
            }
        }; TarArchiveOutputStream tar = new TarArchiveOutputStream(zip)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            entries.write(tar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static void file(TarArchiveOutputStream tar, String name, int mode, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(mode);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    static void link(TarArchiveOutputStream tar, String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
