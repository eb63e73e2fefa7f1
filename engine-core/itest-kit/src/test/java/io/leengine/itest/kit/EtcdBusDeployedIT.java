package io.leengine.itest.kit;

import io.leengine.bus.etcd.Etcd;
import io.leengine.bus.etcd.EtcdPrograms;
import io.leengine.spi.bus.Bus;
import io.leengine.tck.Ability;
import io.leengine.tck.BusConformance;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@link BusConformance} on the deployed plugin for etcd. */
class EtcdBusDeployedIT extends BusConformance {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    @RegisterExtension
    static final Counting COUNTING = new Counting("bus on etcd");

    private static final AtomicInteger CHECKS = new AtomicInteger();

    @TempDir
    static Path store;
    private static Etcd etcd;

    private final String prefix = "check" + CHECKS.incrementAndGet() + ":";
    private final DeployedPlugin<Bus> plugin = FRAMEWORK.plugin(Bus.class, "io.leengine.bus.etcd");

    @BeforeAll
    static void start() throws Exception {
        etcd = Etcd.plain(EtcdPrograms.any(), store.resolve("etcd")).start();
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    protected Bus open() throws Exception {
        return plugin.open("test", Map.of("endpoints", etcd.address(), "prefix", prefix));
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
