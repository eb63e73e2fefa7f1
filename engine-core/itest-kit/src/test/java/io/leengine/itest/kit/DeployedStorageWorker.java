package io.leengine.itest.kit;

import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.RegistryStorageConformance;
import io.leengine.tck.framework.PluginFramework;
import java.util.Map;

/** The process that the kit kills: the deployed storage, pushing. */
final class DeployedStorageWorker {
    private DeployedStorageWorker() {
    }

    public static void main(String[] arguments) throws Exception {
        PluginFramework framework = Deployed.framework();
        framework.beforeAll(null);
        RegistryStorageConformance.work(framework.plugin(RegistryStorage.class, "io.leengine.registry.fs")
            .open("test", Map.of("folder", arguments[0])), System.out);
    }
}
