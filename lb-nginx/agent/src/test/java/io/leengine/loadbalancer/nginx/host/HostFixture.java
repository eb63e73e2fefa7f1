package io.leengine.loadbalancer.nginx.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A real nginx on a free port, with two workers. */
final class HostFixture implements AutoCloseable {
    static final String HOST = "hello.example.org";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final NginxSettings settings;
    private NginxHost host;

    HostFixture(Path folder) throws Exception {
        this(folder, settings -> settings, Rendering::new);
    }

    HostFixture(Path folder, UnaryOperator<NginxSettings> change) throws Exception {
        this(folder, change, Rendering::new);
    }

    HostFixture(Path folder, UnaryOperator<NginxSettings> change, NginxHost.Renderer renderer) throws Exception {
        this.folder = folder;
        port = freePort();
        settings = change.apply(NginxSettings.of(List.of(new Listener("127.0.0.1", port)))
            .withUser(System.getProperty("user.name"))
            .withLimits(Duration.ofMinutes(1), Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofSeconds(30)));
        open(renderer);
    }

    private void open(NginxHost.Renderer renderer) throws InterruptedException {
        host = new NginxHost(new Folder(folder), settings, renderer);
        host.start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Leaves nginx alone and looks after it again, as a new agent does. */
    void reopen() throws InterruptedException {
        host.close();
        open(Rendering::new);
    }

    NginxHost host() {
        return host;
    }

    NginxSettings settings() {
        return settings;
    }

    int port() {
        return port;
    }

    HostFixture serve(Upstream... upstreams) throws InterruptedException {
        return serve(Site.of(DomainSpec.of(HOST)), upstreams);
    }

    HostFixture serve(Site site, Upstream... upstreams) throws InterruptedException {
        host.apply(new HostChange(Map.of(site.host(), site), Map.of(site.host(), List.of(upstreams)), Set.of()));
        return this;
    }

    Applied state(Upstream... upstreams) throws InterruptedException {
        return host.apply(HostChange.of(HOST, List.of(upstreams)));
    }

    UpstreamStatus status(Upstream upstream) throws InterruptedException {
        return host.counts(List.of(HOST)).get(HOST).stream().filter(one -> one.upstream().equals(upstream)).findFirst()
            .orElseThrow();
    }

    RawConnection connect() throws IOException {
        return new RawConnection(port);
    }

    /** Sends one request on a connection of its own and returns the whole answer. */
    String ask(String request) throws IOException {
        try (RawConnection connection = connect()) {
            return connection.send(request).answer();
        }
    }

    String ask() throws IOException {
        return ask(get(HOST));
    }

    /** Sends requests on one connection until told to stop; brings how many had another answer than 200, or none. */
    Callable<Integer> load(AtomicBoolean stop, AtomicInteger requests) {
        return () -> {
            int failed = 0;
            RawConnection client = connect();
            try {
                while (!stop.get()) {
                    boolean goesOn = false;
                    try {
                        String answer = client.send(get(HOST)).answer();
                        failed += RawConnection.status(answer) == 200 ? 0 : 1;
                        goesOn = !answer.contains("Connection: close");
                    } catch (IOException e) {
                        failed++;
                    }
                    requests.incrementAndGet();
                    if (!goesOn) {
                        client.close();
                        client = connect();
                    }
                }
            } finally {
                client.close();
            }
            return failed;
        };
    }

    static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    /** Waits for another master than the one before, which is gone. */
    void awaitOtherMaster(long before) throws Exception {
        Processes processes = new Processes(new Folder(folder));
        await("there is a new master", () -> processes.master().orElse(before) != before && answers());
    }

    private boolean answers() throws InterruptedException {
        try {
            return host.state().workers().size() >= settings.workers();
        } catch (EngineException e) {
            return false;
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertTrue(System.nanoTime() < deadline, what);
            Thread.yield();
        }
    }

    @Override
    public void close() {
        try {
            Processes processes = new Processes(new Folder(folder));
            OptionalLong master = processes.master();
            host.stop(Duration.ofSeconds(2));
            assertFalse(master.isPresent() && Processes.lives(master.getAsLong()), "nginx has ended");
            assertEquals(List.of(), processes.orphans(), "no worker is left");
        } catch (InterruptedException e) {
            throw new AssertionError("nginx was not ended in time", e);
        }
    }
}
