package io.leengine.loadbalancer.nginx;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import java.time.Duration;
import java.util.List;

/** A group as the engine would use it, over a bus that is there already. */
public final class BusGroup implements AutoCloseable {
    private static final Duration ABSENCE = Duration.ofMinutes(1);

    private final NginxLoadBalancer group;

    /**
     * Opens it.
     *
     * @param name of the group
     * @param ranges where its upstreams may be, as in {@code 127.0.0.0/8}
     */
    public BusGroup(String name, List<String> ranges, Bus bus) {
        BusOfName buses = new BusOfName();
        buses.added(bus);
        group = new NginxLoadBalancer(new GroupOptions(name, bus.name(), new UpstreamRanges(ranges), ABSENCE), buses);
    }

    /** Returns the service. */
    public LoadBalancer service() {
        return group;
    }

    /** Closes it; its hosts serve on. */
    @Override
    public void close() {
        group.close();
    }
}
