package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.OpenListeners;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A group with one domain. */
final class GroupFixture implements AutoCloseable {
    static final String HOST = "hello.example.org";

    private final OpenListeners listeners = new OpenListeners();
    private final EmbeddedLoadBalancer group;
    private final int port;

    GroupFixture(Path folder) {
        this(folder, 10_000, false);
    }

    GroupFixture(Path folder, int maxRequests, boolean trustForwarded) {
        group = new EmbeddedLoadBalancer(listeners, new GroupSettings("group", "127.0.0.1", 0, folder, maxRequests, 2,
            trustForwarded, Duration.ofSeconds(2), Duration.ofSeconds(20)));
        String address = group.status(context()).addresses().getFirst();
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    static CallContext context() {
        return CallContext.of("test", Duration.ofSeconds(20));
    }

    GroupFixture serve(DomainSpec spec, Upstream... upstreams) throws InterruptedException {
        group.applyDomain(context(), spec);
        group.applyUpstreams(context(), spec.host(), List.of(upstreams));
        return this;
    }

    GroupFixture serve(Upstream... upstreams) throws InterruptedException {
        return serve(DomainSpec.of(HOST), upstreams);
    }

    EmbeddedLoadBalancer group() {
        return group;
    }

    int port() {
        return port;
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

    UpstreamStatus status(Upstream upstream) {
        return group.domains(context()).getFirst().upstreams().stream()
            .filter(one -> one.upstream().equals(upstream)).findFirst().orElseThrow();
    }

    static String get(String host) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Override
    public void close() {
        group.close(true);
        listeners.close();
    }
}
