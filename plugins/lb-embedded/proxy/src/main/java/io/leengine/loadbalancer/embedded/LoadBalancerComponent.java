package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.Listeners;
import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The service: one for each configured group.
 *
 * <p>Immediate, since the domains are served whether or not somebody holds the service.
 */
@Component(configurationPid = "io.leengine.loadbalancer.embedded", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = LoadBalancer.class, immediate = true)
@Designate(ocd = Settings.class, factory = true)
public final class LoadBalancerComponent implements LoadBalancer {
    private static final Logger LOG = System.getLogger(LoadBalancerComponent.class.getName());
    private static final String SUFFIX = ".class";

    private final Bundle bundle;
    private final EmbeddedLoadBalancer group;

    /** Opens the group. */
    @Activate
    public LoadBalancerComponent(BundleContext context, @Reference Listeners listeners, Settings settings) {
        bundle = context.getBundle();
        group = new EmbeddedLoadBalancer(listeners, read(settings));
    }

    private static GroupSettings read(Settings settings) {
        if (settings.folder() == null || settings.folder().isBlank()) {
            throw EngineException.invalid("folder", "'folder' must be given: where the domains are kept.");
        }
        return new GroupSettings(settings.leengine_name(), settings.address(), settings.port(),
            Path.of(settings.folder()), settings.max_requests(), settings.io_threads(), settings.trust_forwarded(),
            Duration.ofSeconds(settings.stop_limit_seconds()), Duration.ofSeconds(settings.background_limit_seconds()));
    }

    /** Closes the group. Its socket stays open for a successor, unless the reason says that there will be none. */
    @Deactivate
    public void close(int reason) {
        loadAllClasses();
        group.close(reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED
            || reason == ComponentConstants.DEACTIVATION_REASON_DISABLED
            || reason == ComponentConstants.DEACTIVATION_REASON_REFERENCE);
    }

    /**
     * Loads what was not needed yet. Requests may go on after this bundle was updated or uninstalled, and then the
     * framework closes its jar: a class that is first needed there would not be found, and the request would end in the
     * middle. What comes from other bundles stays to be had.
     */
    private void loadAllClasses() {
        String ours = getClass().getPackageName();
        Enumeration<URL> files = bundle.findEntries(ours.replace('.', '/'), "*" + SUFFIX, false);
        while (files != null && files.hasMoreElements()) {
            String path = files.nextElement().getPath();
            String name = path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
            try {
                bundle.loadClass(ours + '.' + name);
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.log(Level.DEBUG, "a class that nobody can use: {0}", e);
            }
        }
    }

    @Override
    public String name() {
        return group.name();
    }

    @Override
    public Health health() {
        return group.health();
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec domain) throws InterruptedException {
        group.applyDomain(context, domain);
    }

    @Override
    public void deleteDomain(CallContext context, String host) throws InterruptedException {
        group.deleteDomain(context, host);
    }

    @Override
    public List<DomainStatus> domains(CallContext context) throws InterruptedException {
        return group.domains(context);
    }

    @Override
    public void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams)
            throws InterruptedException {
        group.applyUpstreams(context, host, upstreams);
    }

    @Override
    public boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints)
            throws InterruptedException {
        return group.awaitDrained(context, host, endpoints);
    }

    @Override
    public GroupStatus status(CallContext context) throws InterruptedException {
        return group.status(context);
    }
}
