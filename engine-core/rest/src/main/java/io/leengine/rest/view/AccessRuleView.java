package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.AccessRule;
import java.util.List;
import java.util.Optional;

/** Whether requests from some addresses are let in. */
@Doc("Whether requests from some addresses are let in.")
public record AccessRuleView(@Doc("Whether they are let in.") Boolean allow,
        @Doc(value = "An address, or a range of them by CIDR.", example = "10.0.0.0/8", longest = 49) String addresses) {
    static AccessRuleView of(AccessRule rule) {
        return new AccessRuleView(rule.allow(), rule.addresses());
    }

    static List<AccessRule> rules(Optional<List<AccessRuleView>> views) {
        return views.orElse(List.of()).stream().map(view -> new AccessRule(view.allow(), view.addresses())).toList();
    }
}
