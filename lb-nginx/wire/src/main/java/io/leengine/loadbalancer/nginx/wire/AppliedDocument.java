package io.leengine.loadbalancer.nginx.wire;

import java.time.Instant;
import java.util.List;

/**
 * What an nginx host has put into effect. Upstreams do not wait for settings, so each has a revision of its own.
 *
 * @param upstreams the revision of the bus up to which every change of upstreams is in effect in every worker
 * @param settings the revision of the bus up to which every change of settings is, but for the failures
 * @param at when that was so, by the host's clock
 * @param generation how often its configuration was loaded
 * @param failures the domains that could not be put into effect as they are wanted
 */
public record AppliedDocument(long upstreams, long settings, Instant at, long generation, List<Failure> failures) {
    /** Copies the list; none where none is given. */
    public AppliedDocument {
        failures = failures == null ? List.of() : List.copyOf(failures);
    }

    /**
     * A domain that could not be put into effect; what was good before is still served.
     *
     * @param host the domain
     * @param reason nginx's own words
     */
    public record Failure(String host, String reason) {
    }
}
