package io.leengine.loadbalancer.nginx.host;

import io.leengine.model.Identifiers;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.DomainSpec;
import java.time.Duration;
import java.util.Objects;

/**
 * A domain's settings as nginx is to know them. Each is checked here, so that no value can leave its place in the
 * configuration.
 *
 * @param host its name in lower case
 * @param requestTimeout how long an upstream may be silent, 100 ms to 1 h
 * @param connectTimeout for reaching an upstream, 10 ms to 1 min
 * @param bodyLimit largest request body in bytes; 0 for no limit
 * @param rules what else holds for its requests
 */
public record Site(String host, Duration requestTimeout, Duration connectTimeout, long bodyLimit, DomainRules rules) {
    /** Checks the bounds. */
    public Site {
        Identifiers.host("host", host);
        Objects.requireNonNull(requestTimeout, "requestTimeout");
        Objects.requireNonNull(connectTimeout, "connectTimeout");
        Identifiers.within("requestTimeoutMillis", requestTimeout.toMillis(), 100, 3_600_000);
        Identifiers.within("connectTimeoutMillis", connectTimeout.toMillis(), 10, 60_000);
        Identifiers.within("bodyLimit", bodyLimit, 0, Long.MAX_VALUE);
        Objects.requireNonNull(rules, "rules");
    }

    /** A domain without further rules. */
    public Site(String host, Duration requestTimeout, Duration connectTimeout, long bodyLimit) {
        this(host, requestTimeout, connectTimeout, bodyLimit, DomainRules.NONE);
    }

    /** Returns the settings that were stated. */
    public static Site of(DomainSpec spec) {
        return new Site(spec.host(), spec.requestTimeout(), spec.connectTimeout(), spec.bodyLimit(), spec.rules());
    }
}
