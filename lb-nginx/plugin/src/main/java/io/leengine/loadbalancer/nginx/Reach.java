package io.leengine.loadbalancer.nginx;

import io.leengine.model.EngineException;
import io.leengine.model.Identifiers;
import java.net.InetAddress;
import java.util.List;

/**
 * How people reach a group besides by its hosts' own addresses, checked.
 *
 * @param canonicalName the name to point a domain's DNS entry at; empty when there is none
 * @param virtualAddresses literal addresses that move between the hosts
 */
record Reach(String canonicalName, List<String> virtualAddresses) {
    /** By the hosts' own addresses alone. */
    static final Reach PLAIN = new Reach("", List.of());

    Reach {
        if (!canonicalName.isEmpty()) {
            Identifiers.host("cname", canonicalName);
        }
        virtualAddresses = virtualAddresses.stream().map(String::strip).toList();
        virtualAddresses.forEach(Reach::literal);
    }

    private static void literal(String address) {
        try {
            InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw EngineException.invalid("virtual.addresses", "'" + address + "' is no literal IPv4 or IPv6 address.");
        }
    }
}
