package io.leengine.loadbalancer.nginx.agent;

import io.leengine.loadbalancer.nginx.wire.AnswerDocument;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.Upstream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What serves a group's domains on this machine. Upstreams and settings are changed apart, and may be at the same time:
 * the ones take effect at once, the others when they have been tested and loaded.
 *
 * <p>Methods throw {@code UNAVAILABLE} when the machine cannot do it now; a repeat with everything makes up for that.
 */
public interface DataPlane {
    /**
     * Replaces upstreams; returns when no worker sends a new request by earlier ones.
     *
     * @param upstreams by domain; empty where the domain has none
     */
    void upstreams(Map<String, List<Upstream>> upstreams) throws InterruptedException;

    /**
     * Replaces settings; returns when requests are served by them. What cannot be put into effect stays as it was. The
     * upstreams of a domain that is served no more go with it.
     */
    Outcome settings(SettingsChange change) throws InterruptedException;

    /** Returns whether no request of a domain is under way to any of these. */
    boolean isDrained(String host, Collection<Endpoint> endpoints) throws InterruptedException;

    /** Returns the configuration by which a domain is served; empty when it is not served here. */
    Optional<String> rendered(String host) throws InterruptedException;

    /** Returns how the upstreams of all domains are. */
    List<AnswerDocument.Count> counts() throws InterruptedException;

    /**
     * What came of new settings.
     *
     * @param generation how often a configuration was loaded
     * @param failures of all domains that are not served as they are wanted, why, in nginx's own words
     */
    record Outcome(long generation, Map<String, String> failures) {
        /** Copies the map. */
        public Outcome {
            failures = Map.copyOf(failures);
        }
    }
}
