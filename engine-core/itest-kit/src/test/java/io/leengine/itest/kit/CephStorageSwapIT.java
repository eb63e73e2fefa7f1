package io.leengine.itest.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.Digest;
import io.leengine.registry.ceph.testcell.CephCluster;
import io.leengine.registry.ceph.testcell.CephOptions;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The plugin for Ceph's S3 gateway, swapped again and again while it is used from a thread that stays. */
@Timeout(240)
class CephStorageSwapIT {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    private static final int SWAPS = 5;
    // The platform's bootstrap of records keeps the last class it was used for by a soft reference, until it serves another.
    private static final int KEPT_SOFTLY = 1;

    @Test
    void classLoadersOfReplacedBundlesAreCollected() throws Exception {
        Bundle bundle = List.of(FRAMEWORK.context().getBundles()).stream()
            .filter(each -> "leengine-registry-ceph".equals(each.getSymbolicName())).findFirst().orElseThrow();
        List<WeakReference<ClassLoader>> replaced = new ArrayList<>();
        try (CephCluster cluster = CephCluster.start(CephOptions.usual())) {
            Map<String, Object> settings = CephRegistryStorageDeployedIT.settings(cluster.s3Endpoint().toString(),
                cluster.makeBucket("swapped"));
            for (int i = 0; i < SWAPS; i++) {
                use(settings);
                replaced.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                try (InputStream content = URI.create(bundle.getLocation()).toURL().openStream()) {
                    bundle.update(content);
                }
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long left = replaced.size();
        while (left > KEPT_SOFTLY) {
            System.gc();
            left = replaced.stream().filter(each -> each.get() != null).count();
            assertTrue(left <= KEPT_SOFTLY || System.nanoTime() < end, left + " of " + SWAPS + " class loaders stay in memory");
        }
    }

    /** A push in parts and a pull, on this thread, which outlives the bundle. */
    private static void use(Map<String, Object> settings) throws Exception {
        DeployedPlugin<RegistryStorage> plugin = FRAMEWORK.plugin(RegistryStorage.class, CephRegistryStorageDeployedIT.PLUGIN);
        RegistryStorage storage = plugin.open("test", settings);
        byte[] content = new byte[20 << 20];
        Digest digest = Digest.of(content);
        String upload = storage.beginUpload("a");
        storage.append("a", upload, 0, new ByteArrayInputStream(content));
        storage.commitUpload("a", upload, digest);
        try (InputStream in = storage.openBlob(digest, 0)) {
            assertArrayEquals(content, in.readAllBytes());
        }
        storage.unlinkBlob("a", digest);
        storage.deleteBlob(digest);
        plugin.close(storage);
    }
}
