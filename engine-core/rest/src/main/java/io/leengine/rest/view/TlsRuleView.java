package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.TlsRule;
import java.util.Optional;

/** How a domain is served over TLS. */
@Doc("How a domain is served over TLS.")
public record TlsRuleView(
        @Doc(value = "One of the group's certificates, by name; it must cover the host.", example = "wildcard", longest = 63,
            pattern = Patterns.NAME) String certificate,
        @Doc("Whether a plain request is sent to the same address over TLS (308); no unless said.")
        Optional<Boolean> redirectPlain,
        @Doc("The oldest version of TLS that is taken; 1.2 unless said.") Optional<TlsRule.Version> least) {
    static TlsRuleView of(TlsRule rule) {
        return new TlsRuleView(rule.certificate(), Optional.of(rule.redirectPlain()), Optional.of(rule.least()));
    }
}
