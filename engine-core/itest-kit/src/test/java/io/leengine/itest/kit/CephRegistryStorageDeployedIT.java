package io.leengine.itest.kit;

import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.Ability;
import io.leengine.tck.RegistryStorageConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link RegistryStorageConformance} on the deployed plugin for Ceph's S3 gateway. */
class CephRegistryStorageDeployedIT extends RegistryStorageConformance {
    static final String PLUGIN = "io.leengine.registry.ceph.s3";

    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("registry storage on Ceph");

    private static CephCluster cluster;

    private final DeployedPlugin<RegistryStorage> plugin = FRAMEWORK.plugin(RegistryStorage.class, PLUGIN);
    private String bucket;

    @BeforeAll
    static void start() throws Exception {
        cluster = CephCluster.start(CephOptions.usual());
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() throws Exception {
        if (bucket == null) {
            bucket = cluster.makeBucket("check-" + UUID.randomUUID());
        }
        return plugin.open("test", settings(cluster.s3Endpoint().toString(), bucket));
    }

    static Map<String, Object> settings(String endpoint, String bucket) {
        return Map.of("endpoint", endpoint, "bucket", bucket, "access.key", CephCluster.ACCESS_KEY,
            "secret.key", CephCluster.SECRET_KEY, "memory.mib", 64);
    }

    @Override
    protected void close(RegistryStorage opened) throws Exception {
        plugin.close(opened);
    }

    /** The process that the kit kills has a framework of its own. */
    @Override
    protected Process startWorker() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "-Dleengine.distribution="
            + System.getProperty("leengine.distribution"), DeployedCephWorker.class.getName(),
            cluster.s3Endpoint().toString(), bucket).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
