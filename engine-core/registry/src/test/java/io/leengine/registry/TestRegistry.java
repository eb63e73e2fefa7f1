package io.leengine.registry;

import io.leengine.http.HttpServer;
import io.leengine.http.HttpSettings;
import io.leengine.registry.fs.FileRegistryStorage;
import io.leengine.spi.registry.RegistryStorage;
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
    final TestKeys keys = new TestKeys();
    volatile Optional<RegistryStorage> storage;
    volatile Duration ahead = Duration.ZERO;
    final TestSources sources = new TestSources(access);
    private final RegistryHandler handler;
    private final HttpServer<String> server;

    TestRegistry(Path folder, int port) {
        this(files(folder), port, Duration.ofSeconds(60));
    }

    TestRegistry(RegistryStorage kept, int port) {
        this(kept, port, Duration.ofSeconds(60));
    }

    /** One that waits only so long for senders that stall. */
    TestRegistry(RegistryStorage kept, int port, Duration patience) {
        storage = Optional.of(kept);
        server = new HttpServer<>(new HttpSettings("127.0.0.1", port, List.of(), Duration.ofSeconds(5)));
        handler = new RegistryHandler(() -> storage, access, sources, keys, clock(), patience);
        server.mount("registry", "/v2", handler);
    }

    /** Opens a storage in files. */
    static RegistryStorage files(Path folder) {
        return new FileRegistryStorage("main", folder);
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
        handler.close();
    }

    Clock clock() {
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
