package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.HostReporting;
import java.util.List;
import java.util.Map;

/** A host of a load-balancer group. */
@Doc("A host of a load-balancer group.")
public record HostView(String name, @Doc("Where it listens.") List<String> addresses,
        @Doc("Whether it is heard of.") boolean alive,
        @Doc("What it tells of itself: versions, when it began, load.") Map<String, String> facts,
        @Doc("Why some domains are not served as stated, by domain.") Map<String, String> failures) {
    /** Returns the view. */
    public static HostView of(HostReporting.HostReport host) {
        return new HostView(host.name(), host.addresses(), host.alive(), host.facts(), host.failures());
    }
}
