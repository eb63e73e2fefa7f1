package io.leengine.loadbalancer.nginx.wire;

import io.leengine.spi.loadbalancer.DomainSpec;
import java.time.Duration;

/**
 * A domain's settings as they are on the bus.
 *
 * @param host its name
 * @param requestTimeoutMillis for an upstream's answer
 * @param connectTimeoutMillis for reaching an upstream
 * @param bodyLimit largest request body in bytes; 0 for no limit
 */
public record DomainDocument(String host, long requestTimeoutMillis, long connectTimeoutMillis, long bodyLimit) {
    /** Returns the document of some settings. */
    public static DomainDocument of(DomainSpec spec) {
        return new DomainDocument(spec.host(), spec.requestTimeout().toMillis(), spec.connectTimeout().toMillis(),
            spec.bodyLimit());
    }

    /**
     * Returns the settings.
     *
     * @throws io.leengine.model.EngineException {@code INVALID} when they are out of bounds
     */
    public DomainSpec spec() {
        return new DomainSpec(host, Duration.ofMillis(requestTimeoutMillis), Duration.ofMillis(connectTimeoutMillis), bodyLimit);
    }
}
