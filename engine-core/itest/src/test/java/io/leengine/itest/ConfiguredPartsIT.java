package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.tracker.ServiceTracker;

/** A configuration that appears or goes is all there is to adding or removing a part. */
public class ConfiguredPartsIT extends EmbeddedFramework {
    /** They need a cluster, an etcd, nginx hosts and Ceph. */
    private static final Set<String> OUTSIDE = Set.of("io.leengine.scheduler.k8s", "io.leengine.bus.etcd",
            "io.leengine.loadbalancer.nginx", "io.leengine.registry.ceph.s3", "io.leengine.registry.ceph.rados");

    @Inject
    ConfigurationAdmin configurations;

    @Inject
    ServiceComponentRuntime components;

    private List<Part> parts;

    @Before
    public void readParts() throws Exception {
        parts = Part.readAll(Path.of(context.getProperty("leengine.data")));
        assertFalse("the distribution configures nothing", parts.isEmpty());
    }

    @Test
    public void everySeamHasAPart() {
        assertEquals(Set.of("scheduler", "network", "load-balancer", "builder", "registry-storage", "monitor", "bus",
                "notifier"), parts.stream().map(Part::seam).collect(Collectors.toSet()));
    }

    /** Every plugin that needs nothing outside has a part, so the test below tries them all. */
    @Test
    public void everyEmbeddedPluginHasAPart() {
        Set<String> plugins = components.getComponentDescriptionDTOs().stream()
                .filter(component -> component.configurationPolicy.equals("require"))
                .flatMap(component -> List.of(component.configurationPid).stream())
                .filter(pid -> pid.startsWith("io.leengine.") && !OUTSIDE.contains(pid))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(plugins, parts.stream().map(Part::plugin).collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    public void aPartComesWithItsConfigurationAndGoesWithIt() throws Exception {
        // The network keeps its records on the bus, so that one is there throughout, under a name of its own.
        Part bus = parts.stream().filter(part -> part.seam().equals("bus")).findFirst().orElseThrow();
        Configuration support = configurations.createFactoryConfiguration(bus.plugin(), "?");
        Dictionary<String, Object> settings = bus.configuration();
        settings.put("leengine.name", "support");
        settings.put("folder", Path.of(context.getProperty("leengine.data"), "support-bus").toString());
        support.update(settings);
        for (Part part : parts) {
            ServiceTracker<Object, Object> tracker =
                    track(part.serviceInterface(), "(leengine.name=" + part.name() + ")");
            assertEquals(part + " before it is configured", 0, tracker.size());
            Configuration configuration = configurations.createFactoryConfiguration(part.plugin(), "?");
            configuration.update(part.configuration());
            assertNotNull(part + " did not appear", tracker.waitForService(LIMIT_MILLIS));
            CountDownLatch gone = new CountDownLatch(1);
            ServiceListener watch = event -> {
                if (event.getType() == ServiceEvent.UNREGISTERING) {
                    gone.countDown();
                }
            };
            context.addServiceListener(watch, "(&(objectClass=" + part.serviceInterface() + ")(leengine.name="
                    + part.name() + "))");
            configuration.delete();
            assertTrue(part + " did not go", gone.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
            context.removeServiceListener(watch);
            tracker.close();
        }
        support.delete();
    }
}
