package io.leengine.cli.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.leengine.cli.CommandException;
import io.leengine.cli.ExitCode;
import io.leengine.cli.FakeEngine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each fault of the network is told apart, in words, with a next step. */
@Timeout(30)
class NetworkFaultTest {
    private static CommandException fault(URI engine, String words) {
        return fault(engine, words, new ApiClient.Limits(Duration.ofSeconds(15), Duration.ofSeconds(15)));
    }

    private static CommandException fault(URI engine, String words, ApiClient.Limits limits) {
        try (ApiClient api = new ApiClient(engine, Optional.empty(), limits)) {
            CommandException fault = assertThrows(CommandException.class, () -> api.get("/health"));
            assertTrue(fault.getMessage().contains(words), fault.getMessage());
            assertTrue(fault.getMessage().contains(engine.toString()), fault.getMessage());
            assertFalse(fault.nextStep().isEmpty());
            return fault;
        }
    }

    private static void unreachable(URI engine, String words) {
        assertEquals(ExitCode.UNAVAILABLE, fault(engine, words).exitCode());
    }

    @Test
    void refused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        unreachable(URI.create("http://127.0.0.1:" + port), "the connection was refused");
    }

    @Test
    void noSuchHost() {
        unreachable(URI.create("http://no-such-host.invalid:7080"), "there is no host 'no-such-host.invalid'");
    }

    @Test
    void noAnswerInTime() {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeEngine engine = new FakeEngine()) {
            engine.on("GET", "/health", exchange -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertEquals(ExitCode.UNAVAILABLE, fault(engine.url(), "did not answer in time",
                new ApiClient.Limits(Duration.ofSeconds(15), Duration.ofSeconds(2))).exitCode());
            over.countDown();
        }
    }

    @Test
    void plainHttpWhereTlsIsSpoken() {
        try (FakeEngine engine = new FakeEngine()) {
            URI secure = URI.create("https://127.0.0.1:" + engine.url().getPort());
            ApiClient.Limits limits = new ApiClient.Limits(Duration.ofSeconds(1), Duration.ofSeconds(15));
            assertEquals(ExitCode.UNAVAILABLE, fault(secure, "does not speak TLS", limits).exitCode());
        }
    }

    @Test
    void aCertificateThatNobodyKnows(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair",
            "-alias", "engine", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12",
            "-keystore", keys.toString(), "-storepass", "password").inheritIO().start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance(keys.toFile(), "password".toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.start();
        try {
            unreachable(URI.create("https://127.0.0.1:" + server.getAddress().getPort()), "cannot be trusted");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void brokenInTheMiddle() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try {
                        server.accept().close();
                    } catch (java.io.IOException e) {
                        return;
                    }
                }
            });
            unreachable(URI.create("http://127.0.0.1:" + server.getLocalPort()), "the connection broke");
        }
    }

    @Test
    void notAnEngine() {
        try (FakeEngine engine = new FakeEngine()) {
            engine.on("GET", "/health", 200, "<html>");
            assertEquals(ExitCode.FAILED, fault(engine.url(), "it is no engine").exitCode());
            engine.on("GET", "/health", exchange -> {
                exchange.getResponseHeaders().set("Location", "/login");
                FakeEngine.send(exchange, 302, "");
            });
            assertEquals(ExitCode.FAILED, fault(engine.url(), "leads elsewhere").exitCode());
            engine.on("GET", "/health", 502, "<html>Bad gateway</html>");
            assertEquals(ExitCode.UNAVAILABLE, fault(engine.url(), "502").exitCode());
        }
    }
}
