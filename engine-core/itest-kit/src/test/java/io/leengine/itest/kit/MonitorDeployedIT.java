package io.leengine.itest.kit;

import io.leengine.spi.monitor.Monitor;
import io.leengine.tck.Ability;
import io.leengine.tck.MonitorConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link MonitorConformance} on the deployed plugin. */
class MonitorDeployedIT extends MonitorConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("monitor");

    private final DeployedPlugin<Monitor> plugin = FRAMEWORK.plugin(Monitor.class, "io.leengine.monitor.embedded");

    @Override
    protected Monitor open() throws Exception {
        return plugin.open("test", Map.of("folder", folder().resolve("monitor").toString()));
    }

    @Override
    protected void close(Monitor opened) throws Exception {
        plugin.close(opened);
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.DURABLE);
    }
}
