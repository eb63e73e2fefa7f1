package io.leengine.loadbalancer.nginx.host;

import java.util.Map;
import java.util.Set;

/**
 * What has become of a change, once it is in effect in every worker.
 *
 * @param epoch the number of the last change of upstreams that all workers have seen
 * @param generation the number of the configuration in effect
 * @param reloaded whether nginx had to be reloaded for it
 * @param hosts the domains this is about: those that were named, and those that are served by a certificate that was
 * @param failures domains that are not as stated, each with the reason in nginx's own words where it is nginx that refused;
 *     such a domain is served as it was before, if it was
 */
public record Applied(long epoch, long generation, boolean reloaded, Set<String> hosts, Map<String, String> failures) {
    /** Copies the collections. */
    public Applied {
        hosts = Set.copyOf(hosts);
        failures = Map.copyOf(failures);
    }
}
