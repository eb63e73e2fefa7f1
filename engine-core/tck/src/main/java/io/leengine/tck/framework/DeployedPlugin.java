package io.leengine.tck.framework;

import io.leengine.spi.Seam;
import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A plugin as a platform runs it. {@link #open} makes a factory configuration for it and waits for its service;
 * {@link #close} takes the configuration away and waits until the component is deactivated. Every other close, when
 * nothing else of the plugin is open, stops the plugin's bundle first and starts it again afterwards, as a swap does. A
 * conformance test whose {@code open()} and {@code close()} call these runs the kit against the deployed plugin:
 *
 * <pre>{@code
 * class FileNotifierDeployedTest extends NotifierConformance {
 *     @RegisterExtension
 *     static final PluginFramework FRAMEWORK = PluginFramework.of(List.of(Path.of("target/notify-file.jar"), ...));
 *
 *     private final DeployedPlugin<Notifier> plugin =
 *         FRAMEWORK.plugin(Notifier.class, "io.leengine.notifier.file");
 *
 *     protected Notifier open() throws Exception {
 *         return plugin.open("test", Map.of("file", folder().resolve("notices").toString()));
 *     }
 *
 *     protected void close(Notifier opened) throws Exception {
 *         plugin.close(opened);
 *     }
 *     ...
 * }
 * }</pre>
 *
 * <p>It may be used by several threads.
 *
 * @param <S> the seam
 */
public final class DeployedPlugin<S extends Seam> {
    private static final String MARKER = "io.leengine.tck.marker";

    private final BundleContext context;
    private final Class<S> seam;
    private final String plugin;
    private final Duration limit;
    private final Map<S, Deployment> deployments = new IdentityHashMap<>();
    private int closes;

    private record Deployment(Configuration configuration, ServiceReference<?> reference) {
    }

    /**
     * @param context of any bundle of the framework; Configuration Admin and Declarative Services run in it
     * @param seam the interface of the plugin's services
     * @param plugin the plugin's factory PID
     * @param limit how long the service may take to come or to go
     */
    public DeployedPlugin(BundleContext context, Class<S> seam, String plugin, Duration limit) {
        this.context = context;
        this.seam = seam;
        this.plugin = plugin;
        this.limit = limit;
    }

    /**
     * Configures the plugin and returns its service.
     *
     * @param name what the engine would call it
     * @param settings besides the name; values of the types that configurations hold
     * @throws AssertionError when no service comes in time
     */
    public S open(String name, Map<String, ?> settings) throws IOException, InterruptedException {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put(Seam.NAME, name);
        Configuration configuration = admin().createFactoryConfiguration(plugin, "?");
        configuration.update(properties);
        boolean opened = false;
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, filter(configuration), null);
        tracker.open();
        try {
            S service = seam.cast(tracker.waitForService(limit.toMillis()));
            if (service == null) {
                throw new AssertionError("The plugin " + plugin + " did not bring up '" + name + "' within "
                    + limit.toSeconds() + " s. Look at the log; is its bundle installed, and the settings right?");
            }
            ServiceReference<Object> reference = tracker.getServiceReference();
            // Held, or a component that is made on demand would go as soon as the tracker does.
            context.getService(reference);
            synchronized (deployments) {
                deployments.put(service, new Deployment(configuration, reference));
            }
            opened = true;
            return service;
        } finally {
            tracker.close();
            if (!opened) {
                configuration.delete();
            }
        }
    }

    private org.osgi.framework.Filter filter(Configuration configuration) {
        try {
            return context.createFilter("(&(" + Constants.OBJECTCLASS + "=" + seam.getName() + ")("
                + Constants.SERVICE_PID + "=" + configuration.getPid() + "))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Takes a service's configuration away, and returns when its component is deactivated. */
    public void close(S service) throws IOException, InterruptedException, BundleException {
        Deployment deployment;
        boolean byBundle;
        synchronized (deployments) {
            deployment = deployments.remove(service);
            closes++;
            byBundle = deployments.isEmpty() && closes % 2 == 0;
        }
        if (deployment == null) {
            throw new IllegalArgumentException("It is not open.");
        }
        Bundle bundle = deployment.reference().getBundle();
        if (byBundle && bundle != null) {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } else {
            context.ungetService(deployment.reference());
        }
        deployment.configuration().delete();
        awaitConfigurations();
        if (byBundle && bundle != null) {
            bundle.start(Bundle.START_TRANSIENT);
        }
        if (deployment.reference().getBundle() != null) {
            throw new AssertionError("The service of " + plugin + " is still there without its configuration.");
        }
    }

    /**
     * Waits until every change of a configuration so far has been worked off by all who listen: events of configurations
     * come one after the other, so when one of our own comes, the earlier ones are done.
     */
    private void awaitConfigurations() throws IOException, InterruptedException {
        CountDownLatch marked = new CountDownLatch(1);
        ConfigurationListener listener = event -> {
            if (event.getPid().equals(MARKER) && event.getType() == ConfigurationEvent.CM_UPDATED) {
                marked.countDown();
            }
        };
        ServiceRegistration<?> registration =
            context.registerService(ConfigurationListener.class, listener, new Hashtable<>());
        Configuration marker = admin().getConfiguration(MARKER, "?");
        try {
            marker.update(new Hashtable<>(Map.of("since", Long.toString(System.nanoTime()))));
            if (!marked.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("A component of " + plugin + " is not deactivated within "
                    + limit.toSeconds() + " s.");
            }
        } finally {
            registration.unregister();
            marker.delete();
        }
    }

    private ConfigurationAdmin admin() {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) {
            throw new IllegalStateException("No Configuration Admin runs in this framework, or it is of another version "
                + "of its interface than this.");
        }
        return context.getService(reference);
    }
}
