package io.leengine.itest.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.bus.etcd.Etcd;
import io.leengine.bus.etcd.EtcdPrograms;
import io.leengine.spi.CallContext;
import io.leengine.spi.Watch;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.bus.BusEvent;
import io.leengine.spi.bus.Lease;
import io.leengine.tck.framework.DeployedPlugin;
import io.leengine.tck.framework.PluginFramework;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** The plugin for etcd, swapped again and again while it is used from a thread that stays. */
@Timeout(240)
class EtcdBusSwapIT {
    @RegisterExtension
    static final PluginFramework FRAMEWORK = Deployed.framework();

    private static final int SWAPS = 8;

    @TempDir
    static Path store;

    @Test
    void classLoadersOfReplacedBundlesAreCollected() throws Exception {
        Bundle bundle = List.of(FRAMEWORK.context().getBundles()).stream()
            .filter(each -> "leengine-bus-etcd".equals(each.getSymbolicName())).findFirst().orElseThrow();
        List<WeakReference<ClassLoader>> replaced = new ArrayList<>();
        try (Etcd etcd = Etcd.plain(EtcdPrograms.any(), store.resolve("etcd")).start()) {
            for (int i = 0; i < SWAPS; i++) {
                use(etcd.address());
                replaced.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                try (InputStream content = URI.create(bundle.getLocation()).toURL().openStream()) {
                    bundle.update(content);
                }
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long left = replaced.size();
        while (left > 0) {
            System.gc();
            left = replaced.stream().filter(each -> each.get() != null).count();
            assertTrue(left == 0 || System.nanoTime() < end, left + " of " + SWAPS + " class loaders stay in memory");
        }
    }

    /** Every kind of call, on this thread, which outlives the bundle. */
    private static void use(String address) throws Exception {
        DeployedPlugin<Bus> plugin = FRAMEWORK.plugin(Bus.class, "io.leengine.bus.etcd");
        Bus bus = plugin.open("test", Map.of("endpoints", address));
        try (Watch<BusEvent> watch = bus.watch(context(), "/")) {
            assertTrue(watch.next(Duration.ofSeconds(20)).isPresent());
            Lease lease = bus.grant(context(), Duration.ofSeconds(5));
            long made = bus.put(context(), "/a", new byte[] {1}, Optional.of(lease));
            assertTrue(bus.compareAndSet(context(), "/a", made, new byte[] {2}, Optional.empty()).isPresent());
            assertEquals(1, bus.list(context(), "/").entries().size());
            assertTrue(watch.next(Duration.ofSeconds(20)).isPresent());
            assertTrue(bus.delete(context(), "/a", 0));
            lease.close();
        }
        plugin.close(bus);
    }

    private static CallContext context() {
        return CallContext.of("test", Duration.ofSeconds(20));
    }
}
