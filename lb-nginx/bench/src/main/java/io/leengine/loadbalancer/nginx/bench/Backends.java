package io.leengine.loadbalancer.nginx.bench;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Two instances, which answer with their names: one nginx with one worker, so that it is not what is measured. */
final class Backends implements AutoCloseable {
    static final String OLD = "a";
    static final String NEW = "b";
    private static final Duration START = Duration.ofSeconds(20);

    private final List<Integer> ports = Ports.free(2);
    private final Child nginx;

    Backends(Programs programs, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String text = NginxText.main(folder, 1, """
              keepalive_requests 100000000;
              server { listen 127.0.0.1:%d; location / { return 200 %s; } }
              server { listen 127.0.0.1:%d; location / { return 200 %s; } }
            """.formatted(ports.getFirst(), OLD, ports.getLast(), NEW));
        Path configuration = Files.writeString(folder.resolve("nginx.conf"), text);
        nginx = new Child("The backend", folder.resolve("output.log"), NginxText.command(programs, configuration, folder));
        for (int i = 0; i < ports.size(); i++) {
            Asking.until("127.0.0.1:" + ports.get(i), "backend", "/", List.of(OLD, NEW).get(i), START, nginx::requireAlive);
        }
    }

    /** Returns their ports, the old one first. */
    List<Integer> ports() {
        return ports;
    }

    private static Upstream upstream(int port) {
        return new Upstream(new Endpoint("127.0.0.1", port), 1, "v1", "cell", "i" + port);
    }

    /** Returns the instance that is there from the beginning. */
    List<Upstream> before() {
        return List.of(upstream(ports.getFirst()));
    }

    /** Returns both, as when another has become ready. */
    List<Upstream> after() {
        return ports.stream().map(Backends::upstream).toList();
    }

    @Override
    public void close() {
        nginx.close();
    }
}
