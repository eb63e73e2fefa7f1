package io.leengine.itest.kit;

import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.RegistryStorageConformance;
import io.leengine.tck.framework.PluginFramework;

/** The process that the kit kills: the deployed storage on Ceph, pushing. */
final class DeployedCephWorker {
    private DeployedCephWorker() {
    }

    public static void main(String[] arguments) throws Exception {
        PluginFramework framework = Deployed.framework();
        framework.beforeAll(null);
        RegistryStorageConformance.work(framework.plugin(RegistryStorage.class, CephRegistryStorageDeployedIT.PLUGIN)
            .open("test", CephRegistryStorageDeployedIT.settings(arguments[0], arguments[1])), System.out);
    }
}
