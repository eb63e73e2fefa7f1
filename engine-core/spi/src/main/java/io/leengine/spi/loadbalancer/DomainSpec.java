package io.leengine.spi.loadbalancer;

import io.leengine.model.Identifiers;
import java.time.Duration;
import java.util.Objects;

/**
 * A domain's settings.
 *
 * @param host its name; requests are told apart by it
 * @param requestTimeout for an upstream's whole answer, 100 ms to 1 h
 * @param connectTimeout for reaching an upstream, 10 ms to 1 min
 * @param bodyLimit largest request body in bytes; 0 for no limit
 * @param rules what else holds for its requests
 */
public record DomainSpec(String host, Duration requestTimeout, Duration connectTimeout, long bodyLimit, DomainRules rules) {
    /** Checks the bounds. */
    public DomainSpec {
        Identifiers.host("host", host);
        Identifiers.within("requestTimeoutMillis", requestTimeout.toMillis(), 100, 3_600_000);
        Identifiers.within("connectTimeoutMillis", connectTimeout.toMillis(), 10, 60_000);
        Identifiers.within("bodyLimit", bodyLimit, 0, Long.MAX_VALUE);
        Objects.requireNonNull(rules, "rules");
    }

    /** A domain without further rules. */
    public DomainSpec(String host, Duration requestTimeout, Duration connectTimeout, long bodyLimit) {
        this(host, requestTimeout, connectTimeout, bodyLimit, DomainRules.NONE);
    }

    /** Returns a domain with the usual settings: 60 s, 2 s, 100 MiB, and no further rules. */
    public static DomainSpec of(String host) {
        return new DomainSpec(host, Duration.ofSeconds(60), Duration.ofSeconds(2), 100L << 20);
    }

    /** Returns the same with other rules. */
    public DomainSpec with(DomainRules other) {
        return new DomainSpec(host, requestTimeout, connectTimeout, bodyLimit, other);
    }
}
