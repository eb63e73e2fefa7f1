package io.leengine.loadbalancer.embedded;

import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.tck.LoadBalancerConformance;
import java.nio.file.Path;
import java.time.Duration;

class EmbeddedLoadBalancerConformanceTest extends LoadBalancerConformance {
    @Override
    protected LoadBalancer open(Path folder) {
        return new EmbeddedLoadBalancer(new GroupSettings("group", "127.0.0.1", 0, folder, 10_000, 0, false,
            Duration.ofSeconds(1)));
    }

    @Override
    protected void close(LoadBalancer opened) {
        ((EmbeddedLoadBalancer) opened).close();
    }
}
