package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.DomainStatus;

/** An address behind a domain. */
@Doc("An address behind a domain, and how it is.")
public record UpstreamView(String endpoint, @Doc("Its share against the sum of all weights.") int weight,
        String version, String cell, String instance, @Doc("Whether it gets requests.") boolean healthy,
        @Doc("How many it got.") long requests, @Doc("How many of those failed for want of an answer.") long failures,
        @Doc("How many are under way.") int active) {
    static UpstreamView of(DomainStatus.UpstreamStatus status) {
        var upstream = status.upstream();
        return new UpstreamView(upstream.endpoint().toString(), upstream.weight(), upstream.version(),
            upstream.cell(), upstream.instance(), status.healthy(), status.requests(), status.failures(),
            status.active());
    }
}
