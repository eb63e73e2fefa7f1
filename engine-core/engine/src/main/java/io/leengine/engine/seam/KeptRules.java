package io.leengine.engine.seam;

import io.leengine.spi.loadbalancer.DomainFeature;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.LoadBalancer;
import io.leengine.spi.loadbalancer.RuleKeeping;
import java.util.Set;
import java.util.TreeSet;

/** What a load-balancer group keeps of a domain's rules. A plugin that says nothing of rules is told none. */
public final class KeptRules {
    private KeptRules() {
    }

    /** Returns the kinds of rule that are used and that a group does not keep, in their order. */
    public static Set<DomainFeature> lacking(LoadBalancer group, DomainRules rules) {
        Set<DomainFeature> used = new TreeSet<>(rules.features());
        if (!used.isEmpty()) {
            used.removeAll(group.ability(RuleKeeping.class).map(RuleKeeping::features).orElse(Set.of()));
        }
        return used;
    }
}
