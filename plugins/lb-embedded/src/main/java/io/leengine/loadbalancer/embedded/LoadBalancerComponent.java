package io.leengine.loadbalancer.embedded;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The service: one for each configured group. */
@Component(configurationPid = "io.leengine.loadbalancer.embedded", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = LoadBalancer.class)
@Designate(ocd = Settings.class, factory = true)
public final class LoadBalancerComponent implements LoadBalancer {
    private final EmbeddedLoadBalancer group;

    /** Opens the group. */
    @Activate
    public LoadBalancerComponent(Settings settings) {
        group = new EmbeddedLoadBalancer(read(settings));
    }

    private static GroupSettings read(Settings settings) {
        if (settings.folder() == null || settings.folder().isBlank()) {
            throw EngineException.invalid("folder", "'folder' must be given: where the domains are kept.");
        }
        return new GroupSettings(settings.leengine_name(), settings.address(), settings.port(),
            Path.of(settings.folder()), settings.max_requests(), settings.io_threads(), settings.trust_forwarded(),
            Duration.ofSeconds(settings.stop_limit_seconds()));
    }

    /** Closes the group. */
    @Deactivate
    public void close() {
        group.close();
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
