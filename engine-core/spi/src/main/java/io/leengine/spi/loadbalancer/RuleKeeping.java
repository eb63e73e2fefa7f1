package io.leengine.spi.loadbalancer;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The ability to keep rules. A load balancer without it keeps none; a domain with a rule it does not know it refuses with
 * {@code INVALID}, rather than serve it without.
 */
@ConsumerType
public interface RuleKeeping {
    /** Returns the kinds of rule that are kept; always the same ones. */
    Set<DomainFeature> features();
}
