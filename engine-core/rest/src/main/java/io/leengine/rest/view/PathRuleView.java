package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.PathRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Other settings below a path. */
@Doc("Other settings for requests whose path begins with a prefix; what is absent is as the domain has it.")
public record PathRuleView(@Doc(value = "The beginning of the path.", example = "/upload", longest = 512) String prefix,
        @Doc(value = "For an upstream's whole answer.", least = 100, most = 3_600_000) Optional<Long> requestTimeoutMillis,
        @Doc(value = "Largest request body; 0 for no limit.", least = 0) Optional<Long> bodyLimitBytes,
        @Doc(value = "In place of the domain's rules.", items = 256) Optional<List<AccessRuleView>> access,
        @Doc(value = "Where requests are sent (308) instead of being answered: a path of the same domain.", longest = 512)
        Optional<String> redirect) {
    static PathRuleView of(PathRule rule) {
        return new PathRuleView(rule.prefix(), rule.requestTimeout().map(Duration::toMillis),
            rule.bodyLimit().isPresent() ? Optional.of(rule.bodyLimit().getAsLong()) : Optional.empty(),
            Optional.of(rule.access().stream().map(AccessRuleView::of).toList()).filter(all -> !all.isEmpty()), rule.redirect());
    }

    PathRule rule() {
        return new PathRule(prefix, requestTimeoutMillis.map(Duration::ofMillis),
            bodyLimitBytes.map(OptionalLong::of).orElse(OptionalLong.empty()), AccessRuleView.rules(access), redirect);
    }
}
