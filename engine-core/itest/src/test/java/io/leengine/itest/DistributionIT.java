package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** The bundles of the distribution together. */
public class DistributionIT extends EmbeddedFramework {
    private static final Set<String> CORE = Set.of("leengine-spi", "leengine-http", "leengine-engine", "leengine-store",
            "leengine-registry", "leengine-rest");

    /** What must be there without any configured plugin. */
    private static final List<String> SERVICES = List.of(
            "org.osgi.service.cm.ConfigurationAdmin",
            "org.osgi.service.component.runtime.ServiceComponentRuntime",
            "org.osgi.service.metatype.MetaTypeService",
            "io.leengine.http.HttpEndpoint",
            "io.leengine.engine.store.Store",
            "io.leengine.engine.KeyRing",
            "io.leengine.engine.TokenKeys",
            "io.leengine.engine.SigningKeys",
            "io.leengine.engine.Identity",
            "io.leengine.engine.RegistryAccess",
            "io.leengine.engine.Applications",
            "io.leengine.engine.Certificates",
            "io.leengine.engine.Domains",
            "io.leengine.engine.Images",
            "io.leengine.engine.CodeBuilds",
            "io.leengine.engine.Activities",
            "io.leengine.engine.Quotas",
            "io.leengine.engine.Statistics",
            "io.leengine.engine.Platform");

    @Test
    public void everyBundleIsActive() {
        List<String> others = new ArrayList<>();
        for (Bundle bundle : distribution()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (bundle.getState() != (fragment ? Bundle.RESOLVED : Bundle.ACTIVE)) {
                others.add(bundle + " in state " + bundle.getState());
            }
        }
        assertEquals(List.of(), others);
        assertFalse("nothing was provisioned", distribution().isEmpty());
    }

    @Test
    public void everyServiceOfTheCoreIsThere() throws Exception {
        for (String name : SERVICES) {
            ServiceTracker<Object, Object> tracker = track(name, "");
            assertNotNull(name, tracker.waitForService(LIMIT_MILLIS));
            tracker.close();
        }
    }

    @Test
    public void updatingAPluginRestartsNoOtherBundle() throws Exception {
        List<Bundle> plugins = distribution().stream()
                .filter(bundle -> bundle.getSymbolicName().startsWith("leengine-"))
                .filter(bundle -> !CORE.contains(bundle.getSymbolicName()))
                // It outlives the part that is wired to it, and changes with the distribution.
                .filter(bundle -> !bundle.getSymbolicName().equals("leengine-lb-embedded-listener")).toList();
        assertFalse("no plugin in the distribution", plugins.isEmpty());
        for (Bundle plugin : plugins) {
            List<String> stopped = new CopyOnWriteArrayList<>();
            SynchronousBundleListener watch = event -> {
                if (event.getType() == BundleEvent.STOPPED) {
                    stopped.add(event.getBundle().getSymbolicName());
                }
            };
            context.addBundleListener(watch);
            plugin.update();
            refresh(plugin);
            context.removeBundleListener(watch);
            assertEquals(Set.of(plugin.getSymbolicName()), Set.copyOf(stopped));
            assertEquals(plugin.getSymbolicName(), Bundle.ACTIVE, plugin.getState());
        }
    }

    private void refresh(Bundle plugin) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        Bundle framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(plugin), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
            }
        });
        assertEquals("refreshed in time", true, refreshed.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
    }
}
