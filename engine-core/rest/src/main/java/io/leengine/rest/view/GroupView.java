package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** A load-balancer group. */
@Doc("A set of load-balancer hosts.")
public record GroupView(String name, @Doc("The plugin that drives it.") String plugin, HealthView health,
        @Doc("Where its domains are served.") List<String> addresses,
        @Doc("What a domain's DNS entry is to point at (CNAME); empty when there is none.") String canonicalName,
        @Doc("Addresses that move between its hosts.") List<String> virtualAddresses) {
    /** Returns the view. */
    public static GroupView of(Platform.Group group) {
        return new GroupView(group.name(), group.plugin(), HealthView.of(group.health()), group.addresses(),
            group.canonicalName(), group.virtualAddresses());
    }
}
