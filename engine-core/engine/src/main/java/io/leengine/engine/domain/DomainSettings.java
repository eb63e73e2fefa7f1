package io.leengine.engine.domain;

import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.leengine.spi.loadbalancer.TlsRule;
import java.time.Duration;

/**
 * What is desired of a domain, whatever its host is; each value within the bounds of {@link DomainSpec}.
 *
 * @param requestTimeout for an upstream's whole answer
 * @param connectTimeout for reaching an upstream
 * @param bodyLimit largest request body in bytes; 0 for no limit
 * @param rules what else holds for its requests
 */
public record DomainSettings(Duration requestTimeout, Duration connectTimeout, long bodyLimit, DomainRules rules) {
    /** What holds where nobody has said anything. */
    public static final DomainSettings USUAL = of(DomainSpec.of("localhost"));

    /** Checks the bounds, as the specification of a domain has them. */
    public DomainSettings {
        new DomainSpec("localhost", requestTimeout, connectTimeout, bodyLimit, rules);
    }

    /** Returns the settings of a domain. */
    public static DomainSettings of(DomainSpec spec) {
        return new DomainSettings(spec.requestTimeout(), spec.connectTimeout(), spec.bodyLimit(), spec.rules());
    }

    /** Returns what a load-balancer group is told of a host. */
    public DomainSpec spec(String host) {
        return new DomainSpec(host, requestTimeout, connectTimeout, bodyLimit, rules);
    }

    /** Returns the name of the certificate it is served by; empty for none. */
    public String certificate() {
        return rules.tls().map(TlsRule::certificate).orElse("");
    }
}
