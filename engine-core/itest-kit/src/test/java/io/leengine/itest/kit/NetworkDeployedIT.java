package io.leengine.itest.kit;

import io.leengine.spi.bus.Bus;
import io.leengine.spi.network.Network;
import io.leengine.tck.NetworkConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link NetworkConformance} on the deployed plugin. */
class NetworkDeployedIT extends NetworkConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("network");

    private final DeployedPlugin<Network> plugin = FRAMEWORK.plugin(Network.class, "io.leengine.network.local");
    private final DeployedPlugin<Bus> buses = FRAMEWORK.plugin(Bus.class, "io.leengine.bus.embedded");
    private Bus bus;

    // Its records are on a bus, which is there before it and until after it.
    @RegisterExtension
    final BeforeEachCallback busFirst = context ->
        bus = buses.open("support", Map.of("folder", folder().resolve("bus").toString()));

    @RegisterExtension
    final AfterEachCallback busLast = context -> buses.close(bus);

    @Override
    protected Network open() throws Exception {
        return plugin.open("test", Map.of());
    }

    @Override
    protected void close(Network opened) throws Exception {
        plugin.close(opened);
    }
}
