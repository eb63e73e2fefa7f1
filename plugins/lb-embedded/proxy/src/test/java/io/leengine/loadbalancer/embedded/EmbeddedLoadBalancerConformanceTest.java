package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.OpenListeners;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.tck.LoadBalancerConformance;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;

class EmbeddedLoadBalancerConformanceTest extends LoadBalancerConformance {
    private final Map<LoadBalancer, OpenListeners> listeners = new IdentityHashMap<>();

    @Override
    protected LoadBalancer open() {
        OpenListeners own = new OpenListeners();
        LoadBalancer opened = new EmbeddedLoadBalancer(own, new GroupSettings("group", "127.0.0.1", 0, folder(), 10_000, 0,
            false, Duration.ofSeconds(1), Duration.ofSeconds(20)));
        listeners.put(opened, own);
        return opened;
    }

    @Override
    protected void close(LoadBalancer opened) {
        ((EmbeddedLoadBalancer) opened).close(true);
        listeners.remove(opened).close();
    }
}
