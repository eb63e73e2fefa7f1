package io.leengine.spi.loadbalancer;

import java.util.List;

/**
 * How people reach a group.
 *
 * @param addresses {@code host:port} of its listeners, to fetch a domain from
 * @param hosts its hosts by name
 */
public record GroupStatus(List<String> addresses, List<String> hosts) {
    /** Copies the lists. */
    public GroupStatus {
        addresses = List.copyOf(addresses);
        hosts = List.copyOf(hosts);
    }
}
