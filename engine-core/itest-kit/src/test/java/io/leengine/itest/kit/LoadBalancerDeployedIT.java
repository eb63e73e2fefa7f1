package io.leengine.itest.kit;

import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.tck.LoadBalancerConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link LoadBalancerConformance} on the deployed plugin. */
class LoadBalancerDeployedIT extends LoadBalancerConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("load balancer");

    private final DeployedPlugin<LoadBalancer> plugin = FRAMEWORK.plugin(LoadBalancer.class, "io.leengine.loadbalancer.embedded");

    @Override
    protected LoadBalancer open() throws Exception {
        return plugin.open("test", Map.of("folder", folder().resolve("lb").toString(), "address", "127.0.0.1", "port", 0));
    }

    @Override
    protected void close(LoadBalancer opened) throws Exception {
        plugin.close(opened);
    }
}
