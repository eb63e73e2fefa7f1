package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.host.Applied;
import io.leengine.loadbalancer.nginx.host.HostChange;
import io.leengine.loadbalancer.nginx.host.NginxHost;
import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A site that is an nginx on this machine. */
public final class NginxSite implements Site {
    private final NginxHost nginx;
    /** What was told last: settings that end take the upstreams along, also those told for a successor of the same name. */
    private final Map<String, List<Upstream>> told = new ConcurrentHashMap<>();
    private final Map<String, String> failures = new TreeMap<>();

    /** @param nginx started */
    public NginxSite(NginxHost nginx) {
        this.nginx = nginx;
    }

    @Override
    public void upstreams(Map<String, List<Upstream>> upstreams) throws InterruptedException {
        told.putAll(upstreams);
        nginx.apply(new HostChange(Map.of(), upstreams, Set.of()));
    }

    @Override
    public Outcome settings(boolean whole, Map<String, Optional<DomainSpec>> domains) throws InterruptedException {
        Map<String, io.leengine.loadbalancer.nginx.host.Site> sites = new HashMap<>();
        Set<String> removed = new HashSet<>();
        domains.forEach((host, spec) -> spec.ifPresentOrElse(
            each -> sites.put(host, io.leengine.loadbalancer.nginx.host.Site.of(each)), () -> removed.add(host)));
        if (whole) {
            nginx.hosts().stream().filter(host -> !sites.containsKey(host)).forEach(removed::add);
        }
        if (!removed.isEmpty()) {
            remove(removed);
        }
        Applied applied = nginx.apply(new HostChange(sites, Map.of(), Set.of()));
        failures.keySet().removeAll(removed);
        failures.keySet().removeAll(sites.keySet());
        failures.putAll(applied.failures());
        return new Outcome(applied.generation(), failures);
    }

    private void remove(Set<String> hosts) throws InterruptedException {
        nginx.apply(new HostChange(Map.of(), Map.of(), hosts));
        Map<String, List<Upstream>> successors = new HashMap<>();
        told.keySet().removeIf(host -> hosts.contains(host) && told.get(host).isEmpty());
        hosts.forEach(host -> Optional.ofNullable(told.get(host)).ifPresent(each -> successors.put(host, each)));
        if (!successors.isEmpty()) {
            nginx.apply(new HostChange(Map.of(), successors, Set.of()));
        }
    }

    @Override
    public boolean isDrained(String host, Collection<Endpoint> endpoints) throws InterruptedException {
        return nginx.drained(host, endpoints);
    }

    @Override
    public List<AnswerDocument.Count> counts() throws InterruptedException {
        List<AnswerDocument.Count> counts = new ArrayList<>();
        nginx.counts(nginx.hosts()).forEach((host, statuses) -> statuses.forEach(each -> counts.add(
            new AnswerDocument.Count(host, each.upstream().endpoint().toString(), each.healthy(), each.requests(),
                each.failures(), each.active()))));
        return counts;
    }
}
