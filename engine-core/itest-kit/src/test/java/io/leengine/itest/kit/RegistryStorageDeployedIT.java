package io.leengine.itest.kit;

import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.Ability;
import io.leengine.tck.RegistryStorageConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link RegistryStorageConformance} on the deployed plugin. */
class RegistryStorageDeployedIT extends RegistryStorageConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("registry storage");

    private final DeployedPlugin<RegistryStorage> plugin = FRAMEWORK.plugin(RegistryStorage.class, "io.leengine.registry.fs");

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() throws Exception {
        return plugin.open("test", Map.of("folder", storage()));
    }

    @Override
    protected void close(RegistryStorage opened) throws Exception {
        plugin.close(opened);
    }

    private String storage() {
        return folder().resolve("registry").toString();
    }

    /** The process that the kit kills has a framework of its own. */
    @Override
    protected Process startWorker() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "-Dleengine.distribution="
            + System.getProperty("leengine.distribution"), DeployedStorageWorker.class.getName(), storage())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
