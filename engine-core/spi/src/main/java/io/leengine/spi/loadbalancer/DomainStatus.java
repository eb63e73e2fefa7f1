package io.leengine.spi.loadbalancer;

import java.util.List;

/**
 * How a domain is.
 *
 * @param domain its settings
 * @param upstreams its upstreams
 */
public record DomainStatus(DomainSpec domain, List<UpstreamStatus> upstreams) {
    /** Copies the list. */
    public DomainStatus {
        upstreams = List.copyOf(upstreams);
    }

    /**
     * How an upstream is, as the group sees it, summed over its hosts.
     *
     * @param upstream what was stated
     * @param healthy whether it gets requests
     * @param requests how many it got since it was stated
     * @param failures how many of those failed for want of an answer
     * @param active how many are under way
     */
    public record UpstreamStatus(Upstream upstream, boolean healthy, long requests, long failures, int active) {
    }
}
