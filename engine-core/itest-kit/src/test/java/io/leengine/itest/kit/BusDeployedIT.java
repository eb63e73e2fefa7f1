package io.leengine.itest.kit;

import io.leengine.spi.bus.Bus;
import io.leengine.tck.Ability;
import io.leengine.tck.BusConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link BusConformance} on the deployed plugin. */
class BusDeployedIT extends BusConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("bus");

    private final DeployedPlugin<Bus> plugin = FRAMEWORK.plugin(Bus.class, "io.leengine.bus.embedded");

    @Override
    protected Bus open() throws Exception {
        return plugin.open("test", Map.of("folder", folder().resolve("bus").toString()));
    }

    @Override
    protected void close(Bus opened) throws Exception {
        plugin.close(opened);
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.DURABLE);
    }
}
