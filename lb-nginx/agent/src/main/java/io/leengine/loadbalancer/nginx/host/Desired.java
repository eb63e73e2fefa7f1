package io.leengine.loadbalancer.nginx.host;

import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a host is to serve, as it was stated last. Any thread may use it. */
final class Desired {
    private final Map<String, Site> sites = new TreeMap<>();
    private final Map<String, List<Upstream>> upstreams = new TreeMap<>();
    private final Map<String, Certificate> certificates = new TreeMap<>();

    /** Takes a change over. */
    synchronized void merge(HostChange change) {
        change.removed().forEach(sites::remove);
        change.removed().forEach(upstreams::remove);
        sites.putAll(change.sites());
        upstreams.putAll(change.upstreams());
        change.certificates().forEach((name, certificate) -> certificate.ifPresentOrElse(
            each -> certificates.put(name, each), () -> certificates.remove(name)));
    }

    /** Returns what has to change to come to a whole new state. */
    synchronized HostChange difference(Map<String, Site> newSites, Map<String, List<Upstream>> newUpstreams) {
        Set<String> removed = new HashSet<>(sites.keySet());
        removed.addAll(upstreams.keySet());
        removed.removeAll(newSites.keySet());
        removed.removeAll(newUpstreams.keySet());
        Map<String, Site> changedSites = new HashMap<>(newSites);
        changedSites.entrySet().removeIf(each -> each.getValue().equals(sites.get(each.getKey())));
        Map<String, List<Upstream>> changedUpstreams = new HashMap<>(newUpstreams);
        changedUpstreams.entrySet().removeIf(each -> each.getValue().equals(upstreams.get(each.getKey())));
        return new HostChange(changedSites, changedUpstreams, removed);
    }

    synchronized Optional<Certificate> certificate(String name) {
        return Optional.ofNullable(certificates.get(name));
    }

    synchronized Map<String, Certificate> certificates() {
        return Map.copyOf(certificates);
    }

    /** Returns the hosts that are to be served by some certificates. */
    synchronized Set<String> servedBy(Set<String> names) {
        Set<String> hosts = new HashSet<>();
        sites.forEach((host, site) -> site.rules().tls().map(TlsRule::certificate).filter(names::contains)
            .ifPresent(name -> hosts.add(host)));
        return hosts;
    }

    synchronized Optional<Site> site(String host) {
        return Optional.ofNullable(sites.get(host));
    }

    synchronized Optional<List<Upstream>> upstreams(String host) {
        return Optional.ofNullable(upstreams.get(host));
    }

    synchronized Map<String, Site> sites() {
        return Map.copyOf(sites);
    }

    synchronized Map<String, List<Upstream>> upstreams() {
        return Map.copyOf(upstreams);
    }
}
