package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import io.leengine.spi.loadbalancer.Certificate;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A change of what a host is to serve. Domains that are not named stay as they are.
 *
 * @param sites settings by host, of domains that are new or have other settings
 * @param upstreams upstreams by host, each the whole new set of its domain
 * @param removed hosts not to be served any more; their upstreams go with them
 * @param certificates by name; empty for one that is to be forgotten
 */
public record HostChange(Map<String, Site> sites, Map<String, List<Upstream>> upstreams, Set<String> removed,
        Map<String, Optional<Certificate>> certificates) {
    /** Copies, and checks that keys and values agree and that upstreams are literal addresses, each once. */
    public HostChange {
        sites = Map.copyOf(sites);
        removed = Set.copyOf(removed);
        certificates = Map.copyOf(certificates);
        sites.forEach((host, site) -> {
            if (!site.host().equals(host)) {
                throw EngineException.invalid("host", "The settings of '" + host + "' are those of another domain.");
            }
        });
        Map<String, List<Upstream>> checked = new HashMap<>();
        upstreams.forEach((host, list) -> checked.put(Identifiers.host("host", host), checked(list)));
        upstreams = Map.copyOf(checked);
        removed.forEach(host -> Identifiers.host("host", host));
    }

    /** A change of domains alone. */
    public HostChange(Map<String, Site> sites, Map<String, List<Upstream>> upstreams, Set<String> removed) {
        this(sites, upstreams, removed, Map.of());
    }

    private static List<Upstream> checked(Collection<Upstream> list) {
        Set<String> seen = new HashSet<>();
        for (Upstream each : list) {
            String address = Listener.literal("address", each.endpoint().address());
            if (!seen.add(address + " " + each.endpoint().port())) {
                throw EngineException.invalid("upstreams", "'" + each.endpoint() + "' is stated twice.");
            }
        }
        return List.copyOf(list);
    }

    /** Returns every domain this is about. */
    Set<String> hosts() {
        Set<String> hosts = new HashSet<>(removed);
        hosts.addAll(sites.keySet());
        hosts.addAll(upstreams.keySet());
        return hosts;
    }

    /** Returns the change of one domain's settings. */
    public static HostChange of(Site site) {
        return new HostChange(Map.of(site.host(), site), Map.of(), Set.of());
    }

    /** Returns the change of one domain's upstreams. */
    public static HostChange of(String host, Collection<Upstream> upstreams) {
        return new HostChange(Map.of(), Map.of(host, List.copyOf(upstreams)), Set.of());
    }

    /** Returns the change of one certificate. */
    public static HostChange of(Certificate certificate) {
        return new HostChange(Map.of(), Map.of(), Set.of(), Map.of(certificate.name(), Optional.of(certificate)));
    }

    /** Returns the removal of one domain. */
    public static HostChange removal(String host) {
        return new HostChange(Map.of(), Map.of(), Set.of(host));
    }
}
