package io.leengine.spi.loadbalancer;

import io.leengine.spi.CallContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** The ability to tell how each host of the group is, and what it has in effect. */
@ConsumerType
public interface HostReporting {
    /** Returns how each host is, sorted by name. */
    List<HostReport> hosts(CallContext context) throws InterruptedException;

    /**
     * Returns where what was stated last of a domain is in effect, sorted by host.
     *
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when the domain was not stated
     */
    List<Effect> effects(CallContext context, String host) throws InterruptedException;

    /**
     * Returns the configuration by which a domain is served, in the load balancer's own language, as one of the hosts that
     * live has it. It contains no secret.
     *
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when the domain was not stated, {@code UNAVAILABLE} when no
     *     host answers
     */
    String rendered(CallContext context, String host) throws InterruptedException;

    /**
     * How a host is.
     *
     * @param name its name
     * @param addresses {@code host:port} of its listeners
     * @param alive whether it is heard of
     * @param facts what it tells of itself: versions, when it began, load
     * @param failures why some domains are not served as stated, by domain
     */
    record HostReport(String name, List<String> addresses, boolean alive, Map<String, String> facts,
            Map<String, String> failures) {
        /** Copies the collections. */
        public HostReport {
            addresses = List.copyOf(addresses);
            facts = Map.copyOf(facts);
            failures = Map.copyOf(failures);
        }
    }

    /**
     * Whether the last statement of a domain is in effect on a host.
     *
     * @param host the host's name
     * @param applied whether it is
     * @param after how long after it was stated the host had it in effect; empty when this process did not see it
     * @param failure why not, in the load balancer's words
     */
    record Effect(String host, boolean applied, Optional<Duration> after, Optional<String> failure) {
    }
}
