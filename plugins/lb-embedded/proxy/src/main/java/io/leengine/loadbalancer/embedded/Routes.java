package io.leengine.loadbalancer.embedded;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** The domains that are served, by host. */
final class Routes {
    private final ConcurrentHashMap<String, Domain> domains = new ConcurrentHashMap<>();

    /** Returns the domain, or null. */
    Domain find(String host) {
        return domains.get(host);
    }

    void put(String host, Domain domain) {
        domains.put(host, domain);
    }

    /** Adds a domain unless its host is taken. */
    boolean add(String host, Domain domain) {
        return domains.putIfAbsent(host, domain) == null;
    }

    void remove(String host, Domain domain) {
        domains.remove(host, domain);
    }

    Collection<Domain> all() {
        return domains.values();
    }
}
