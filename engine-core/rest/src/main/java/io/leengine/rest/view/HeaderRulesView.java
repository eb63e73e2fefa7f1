package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import java.util.List;
import java.util.Optional;

/** What is done to headers on the way. */
@Doc("What is done to headers on the way.")
public record HeaderRulesView(@Doc(value = "Of requests.", items = 32) Optional<List<HeaderRuleView>> toUpstream,
        @Doc(value = "Of answers, whatever their status.", items = 32) Optional<List<HeaderRuleView>> toClient) {
    /** A header that is set or taken away. */
    @Doc("A header that is set, in place of all of its name, or taken away.")
    public record HeaderRuleView(@Doc(value = "Its name.", example = "X-Tier", longest = 128) String name,
            @Doc(value = "Its value; absent or empty takes it away. Reporters of the application see it: no secret.",
                example = "gold", longest = 1_024) Optional<String> value) {
    }

    static HeaderRulesView of(HeaderRules rules) {
        return new HeaderRulesView(Optional.of(views(rules.toUpstream())), Optional.of(views(rules.toClient())));
    }

    private static List<HeaderRuleView> views(List<HeaderRule> rules) {
        return rules.stream().map(rule -> new HeaderRuleView(rule.name(), Optional.of(rule.value()))).toList();
    }

    HeaderRules rules() {
        return new HeaderRules(rules(toUpstream), rules(toClient));
    }

    private static List<HeaderRule> rules(Optional<List<HeaderRuleView>> views) {
        return views.orElse(List.of()).stream().map(view -> new HeaderRule(view.name(), view.value().orElse(""))).toList();
    }
}
