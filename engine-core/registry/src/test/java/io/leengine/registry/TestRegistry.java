package io.leengine.registry;

import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.spi.registry.RegistryStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** The real registry on a free port, without a framework; its clock can be put forward. */
final class TestRegistry implements AutoCloseable {
    final TestAccess access = new TestAccess();
    volatile Optional<RegistryStorage> storage;
    volatile Duration ahead = Duration.ZERO;
    private final HttpServer<String> server;

    TestRegistry(Path folder, int port) {
        this(folder, port, Duration.ofSeconds(60));
    }

    /** One that waits only so long for senders that stall. */
    TestRegistry(Path folder, int port, Duration patience) {
        storage = Optional.of(new FileRegistryStorage("main", folder));
        server = new HttpServer<>(new HttpSettings("127.0.0.1", port, List.of(), Duration.ofSeconds(5)));
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        server.mount("registry", "/v2", new RegistryHandler(() -> storage, access, key, clock(), patience));
    }

    String url() {
        return server.endpoint().url();
    }

    String host() {
        return "127.0.0.1:" + server.endpoint().port();
    }

    @Override
    public void close() {
        server.close();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.now().plus(ahead);
            }
        };
    }

    /** Serves until it is killed, for measurements: folder and port. */
    public static void main(String[] arguments) throws InterruptedException {
        try (TestRegistry registry = new TestRegistry(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println(registry.url());
            new CountDownLatch(1).await();
        }
    }
}
