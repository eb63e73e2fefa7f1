package io.leengine.spi.loadbalancer;

import java.util.List;

/**
 * How people reach a group.
 *
 * @param addresses {@code host:port} of its listeners, to fetch a domain from
 * @param hosts its hosts by name
 * @param canonicalName the name that a domain's DNS entry is to point at (CNAME); empty when there is none
 * @param virtualAddresses addresses that move between the hosts (VIP)
 */
public record GroupStatus(List<String> addresses, List<String> hosts, String canonicalName, List<String> virtualAddresses) {
    /** Copies the lists. */
    public GroupStatus {
        addresses = List.copyOf(addresses);
        hosts = List.copyOf(hosts);
        virtualAddresses = List.copyOf(virtualAddresses);
    }

    /** A group that is reached by its hosts' own addresses. */
    public GroupStatus(List<String> addresses, List<String> hosts) {
        this(addresses, hosts, "", List.of());
    }
}
