package io.leengine.rest.view;

import io.leengine.spi.loadbalancer.DomainStatus;
import java.util.List;

/** A domain with its upstreams. */
@Doc("A domain with its upstreams.")
public record DomainView(String host, long requestTimeoutMillis, long connectTimeoutMillis,
        @Doc("Largest request body; 0 for no limit.") long bodyLimitBytes, List<UpstreamView> upstreams) {
    /** Returns the view. */
    public static DomainView of(DomainStatus status) {
        var domain = status.domain();
        return new DomainView(domain.host(), domain.requestTimeout().toMillis(), domain.connectTimeout().toMillis(),
            domain.bodyLimit(), status.upstreams().stream().map(UpstreamView::of).toList());
    }
}
