package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainStatus.UpstreamStatus;
import io.leengine.spi.loadbalancer.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * An upstream while it is stated: its counts, how it is, and its idle connections. It stays the same object as long as
 * its endpoint and instance are stated, whatever its weight.
 */
final class LiveUpstream {
    private final String host;
    private final Endpoint endpoint;
    private final InetSocketAddress socketAddress;
    private final URI uri;
    private final IdleConnections idle;
    private final Drain drain;
    private final LongAdder requests = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final AtomicInteger active = new AtomicInteger();
    private final UpstreamHealth health = new UpstreamHealth();
    private volatile boolean stated = true;

    LiveUpstream(String host, Endpoint endpoint, int ioThreads, Drain drain) {
        this.host = host;
        this.endpoint = endpoint;
        this.socketAddress = new InetSocketAddress(InetAddress.ofLiteral(endpoint.address()), endpoint.port());
        this.uri = URI.create("http://" + endpoint);
        this.idle = new IdleConnections(ioThreads);
        this.drain = drain;
    }

    /**
     * Counts a request, if this upstream is still stated. The count goes up before the look, and {@link #leaveOut} is
     * done before anyone looks at the count: so a request is either seen by those who wait for it, or not sent.
     */
    boolean acquire() {
        active.incrementAndGet();
        if (stated) {
            return true;
        }
        release();
        return false;
    }

    /** Ends what {@link #acquire} began. */
    void release() {
        if (active.decrementAndGet() == 0) {
            drain.ended();
        }
    }

    /** From now on no request is sent here, but for those that have looked already. */
    void leaveOut() {
        stated = false;
    }

    boolean stated() {
        return stated;
    }

    int active() {
        return active.get();
    }

    String host() {
        return host;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    InetSocketAddress socketAddress() {
        return socketAddress;
    }

    URI uri() {
        return uri;
    }

    IdleConnections idle() {
        return idle;
    }

    UpstreamHealth health() {
        return health;
    }

    void countRequest() {
        requests.increment();
    }

    void countFailure() {
        failures.increment();
    }

    UpstreamStatus status(Upstream upstream) {
        return new UpstreamStatus(upstream, !health.down(), requests.sum(), failures.sum(), active.get());
    }
}
