package io.leengine.registry;

import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.spi.registry.RegistryStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** Real clients over a real Ceph: through its gateway, and on RADOS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CephClientsTest {
    private CephCluster cluster;

    @BeforeAll
    void startCluster() throws Exception {
        cluster = CephCluster.start(CephOptions.usual());
        cluster.makePool(CephStorages.POOL);
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
            return CephStorages.S3.open(CephStorages.S3.place(cluster));
        }
    }

    @Nested
    class Rados extends ClientsContract {
        @Override
        RegistryStorage storage(Path place) {
            return CephStorages.RADOS.open(CephStorages.RADOS.place(cluster));
        }
    }
}
