package io.leengine.rest.view;

import io.leengine.engine.Platform;
import java.util.List;

/** A load-balancer group. */
@Doc("A set of load-balancer hosts.")
public record GroupView(String name, @Doc("The plugin that drives it.") String plugin, HealthView health,
        @Doc("Where its domains are served.") List<String> addresses) {
    /** Returns the view. */
    public static GroupView of(Platform.Group group) {
        return new GroupView(group.name(), group.plugin(), HealthView.of(group.health()), group.addresses());
    }
}
