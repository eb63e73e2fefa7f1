package io.leengine.loadbalancer.nginx;

import io.leengine.model.Endpoint;
import io.leengine.model.Health;
import io.leengine.spi.CallContext;
import io.leengine.spi.bus.Bus;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.CertificateKeeping;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** The service: one for each configured group of nginx hosts. */
@Component(configurationPid = "io.leengine.loadbalancer.nginx", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = LoadBalancer.class)
@Designate(ocd = GroupSettings.class, factory = true)
public final class NginxLoadBalancerComponent implements LoadBalancer, RuleKeeping, CertificateKeeping,
        HostReporting {
    private final BusOfName buses = new BusOfName();
    private final NginxLoadBalancer group;

    /** Opens the group. */
    @Activate
    public NginxLoadBalancerComponent(GroupSettings settings) {
        group = new NginxLoadBalancer(new GroupOptions(settings.leengine_name(), settings.bus(),
            new UpstreamRanges(words(settings.ranges())), Duration.ofSeconds(settings.absence_seconds()),
            new Reach(settings.cname(), words(settings.virtual_addresses()))), buses);
    }

    /** Each value may be several joined by commas: parts have text only. */
    private static List<String> words(String... values) {
        return Arrays.stream(values).flatMap(each -> Arrays.stream(each.split(","))).map(String::strip)
            .filter(each -> !each.isEmpty()).toList();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addBus(Bus bus) {
        buses.added(bus);
    }

    void removeBus(Bus bus) {
        buses.removed(bus);
    }

    /** Closes the group; its hosts serve on. */
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

    @Override
    public Set<DomainFeature> features() {
        return group.features();
    }

    @Override
    public void applyCertificate(CallContext context, Certificate certificate) throws InterruptedException {
        group.applyCertificate(context, certificate);
    }

    @Override
    public void deleteCertificate(CallContext context, String name) throws InterruptedException {
        group.deleteCertificate(context, name);
    }

    @Override
    public List<String> certificates(CallContext context) throws InterruptedException {
        return group.certificates(context);
    }

    @Override
    public List<HostReport> hosts(CallContext context) throws InterruptedException {
        return group.hosts(context);
    }

    @Override
    public List<Effect> effects(CallContext context, String host) throws InterruptedException {
        return group.effects(context, host);
    }

    @Override
    public String rendered(CallContext context, String host) throws InterruptedException {
        return group.rendered(context, host);
    }
}
