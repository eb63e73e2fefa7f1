package io.leengine.registry;

import io.leengine.registry.ceph.s3.S3RegistryStorage;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.spi.registry.RegistryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** Real clients over a real Ceph: through its gateway, and on RADOS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CephClientsTest {
    private static final String POOL = "registry";

    private CephCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = CephCluster.start(CephOptions.usual());
        cluster.makePool(POOL);
    }

    @AfterAll
    void endCluster() throws Exception {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Nested
    class Gateway extends ClientsContract {
        @Override
        RegistryStorage storage(Path place) {
            try {
                return new S3RegistryStorage(Configured.of(io.leengine.registry.ceph.s3.Settings.class, Map.of(
                    "endpoint", cluster.s3Endpoint().toString(), "bucket", cluster.makeBucket("b-" + UUID.randomUUID()),
                    "access_key", cluster.accessKey(), "secret_key", cluster.secretKey())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("The test was interrupted", e);
            }
        }
    }

    @Nested
    class Rados extends ClientsContract {
        @Override
        RegistryStorage storage(Path place) {
            return new io.leengine.registry.ceph.rados.RadosRegistryStorage(Configured.of(
                io.leengine.registry.ceph.rados.Settings.class, Map.of("conf_file", cluster.confFile().toString(),
                "pool", POOL, "namespace", UUID.randomUUID().toString())));
        }
    }
}
