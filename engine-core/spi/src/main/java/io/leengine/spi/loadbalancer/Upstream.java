package io.leengine.spi.loadbalancer;

import io.leengine.model.Endpoint;
import io.leengine.model.Identifiers;
import java.util.Objects;

/**
 * An address behind a domain.
 *
 * @param endpoint where
 * @param weight its share of the requests against the sum of all weights, 0 to 1,000,000; 0 gets none
 * @param version the version it belongs to, to tell counts apart
 * @param cell the cell it runs in
 * @param instance the instance's id
 */
public record Upstream(Endpoint endpoint, int weight, String version, String cell, String instance) {
    /** Nothing may be null. */
    public Upstream {
        Objects.requireNonNull(endpoint, "endpoint");
        Identifiers.within("weight", weight, 0, 1_000_000);
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(cell, "cell");
        Objects.requireNonNull(instance, "instance");
    }
}
