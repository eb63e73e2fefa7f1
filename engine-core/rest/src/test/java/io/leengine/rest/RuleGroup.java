package io.leengine.rest;

import io.leengine.model.Endpoint;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.DomainStatus;
import io.leengine.spi.loadbalancer.GroupStatus;
import io.leengine.spi.loadbalancer.HostReporting;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import io.leengine.spi.loadbalancer.Upstream;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group of two hosts that has been told one domain; it keeps every rule but words in its own language. */
record RuleGroup(String name, String host) implements LoadBalancer, RuleKeeping, HostReporting {
    @Override
    public Set<DomainFeature> features() {
        return EnumSet.complementOf(EnumSet.of(DomainFeature.SNIPPET));
    }

    @Override
    public void applyDomain(CallContext context, DomainSpec domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteDomain(CallContext context, String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<DomainStatus> domains(CallContext context) {
        return List.of(new DomainStatus(DomainSpec.of(host), List.of()));
    }

    @Override
    public void applyUpstreams(CallContext context, String domain, Collection<Upstream> upstreams) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitDrained(CallContext context, String domain, Collection<Endpoint> endpoints) {
        return true;
    }

    @Override
    public GroupStatus status(CallContext context) {
        return new GroupStatus(List.of("192.0.2.1:80"), List.of("lb-1", "lb-2"), "lb.example.org", List.of("192.0.2.80"));
    }

    @Override
    public List<HostReport> hosts(CallContext context) {
        return List.of(new HostReport("lb-1", List.of("192.0.2.1:80"), true, Map.of(), Map.of()));
    }

    @Override
    public List<Effect> effects(CallContext context, String domain) {
        require(domain);
        return List.of(new Effect("lb-1", true, Optional.of(Duration.ofMillis(42)), Optional.empty()),
            new Effect("lb-2", false, Optional.empty(), Optional.of("no such file")));
    }

    @Override
    public String rendered(CallContext context, String domain) {
        require(domain);
        return "server {\n    server_name " + domain + ";  # ü\n}\n";
    }

    private void require(String domain) {
        if (!domain.equals(host)) {
            throw EngineException.notFound("domain", domain);
        }
    }
}
