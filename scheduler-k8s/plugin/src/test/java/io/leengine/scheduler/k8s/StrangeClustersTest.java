package io.leengine.scheduler.k8s;

import static io.leengine.scheduler.k8s.Templates.ctx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Health;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are no cluster the engine can use: too old, unheard of, or with a certificate that has run out. */
class StrangeClustersTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    /** A server with a certificate of its own that says one version and nothing else. */
    private final class Pretender implements AutoCloseable {
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final HttpsServer server;
        private final String ca;

        Pretender(String version, String start, int days) throws Exception {
            ServerKeys keys = ServerKeys.make(folder, start, days);
            ca = keys.ca();
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(keys.tls()));
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                boolean asked = exchange.getRequestURI().getPath().equals("/version");
                byte[] body = ("{\"gitVersion\":\"" + version + "\"}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(asked ? 200 : 404, asked ? body.length : -1);
                exchange.getResponseBody().write(asked ? body : new byte[0]);
                exchange.close();
            });
            server.start();
        }

        ClusterAccess access() {
            ClusterAccess access = ClusterAccess.of("https://127.0.0.1:" + server.getAddress().getPort(), ca, "token");
            assertEquals(URI.create("https://127.0.0.1:" + server.getAddress().getPort()), access.server());
            return access;
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void tellsOf(Pretender pretender, String told) throws Exception {
        KubernetesScheduler scheduler = new KubernetesScheduler(CellOfTests.options(pretender.access(), ""));
        try {
            Awaited.until(SOON, told, () -> scheduler.health().message().contains(told)
                && scheduler.health().state() == Health.State.DOWN);
            EngineException refused = assertThrows(EngineException.class, () -> scheduler.namespaces(ctx()));
            assertEquals(ErrorCode.UNAVAILABLE, refused.code());
            assertTrue(refused.getMessage().contains(told), refused.getMessage());
        } finally {
            scheduler.close();
        }
    }

    @Test
    void anOldClusterIsNotUsed() throws Exception {
        try (Pretender pretender = new Pretender("v1.20.2", "-1d", 10)) {
            tellsOf(pretender, "runs Kubernetes v1.20.2");
        }
    }

    @Test
    void anExpiredCertificateIsCalledSo() throws Exception {
        try (Pretender pretender = new Pretender("v1.34.0", "-10d", 2)) {
            tellsOf(pretender, "has expired");
        }
    }

    @Test
    void versionsAreUnderstoodAndUnheardOfOnesAreTried() {
        assertEquals(34, KubernetesVersion.of("v1.34.4+k3s1").minor());
        assertEquals(-1, KubernetesVersion.of("v2.0.0").minor());
        assertTrue(KubernetesVersion.of("v2.0.0").isStrange());
        assertTrue(KubernetesVersion.of("v1.29.9").isTooOld());
        assertTrue(!KubernetesVersion.UNKNOWN.isTooOld() && !KubernetesVersion.UNKNOWN.isStrange());
        assertTrue(KubernetesVersion.told("no JSON").isStrange());
    }
}
