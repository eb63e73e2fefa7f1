package io.leengine.spi.loadbalancer;

import io.leengine.model.Endpoint;
import io.leengine.spi.CallContext;
import io.leengine.spi.Seam;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One load-balancer group: hosts that all serve the same domains. The service's {@link #name()} is the group's name.
 *
 * <p>A domain's settings and its upstreams are stated apart, since upstreams change often and must take effect without
 * touching anything else. What was stated is durable: after a restart of the group it serves the same, the engine being
 * up or not.
 *
 * <p>A load balancer checks by itself as well: an upstream that refuses or breaks a connection is not tried again for a
 * while, and a request that may be repeated goes to another one.
 */
@ConsumerType
public interface LoadBalancer extends Seam {
    /**
     * Makes a domain served as stated. Its upstreams, if it has any, stay.
     *
     * @throws io.leengine.model.EngineException {@code INVALID} when it has a rule that is not kept here ({@link
     *     RuleKeeping}) or a certificate that was not stated, {@code CONFLICT} when a host does not take it; what was served
     *     before still is then
     */
    void applyDomain(CallContext context, DomainSpec domain) throws InterruptedException;

    /** Ends serving a domain. Absent: does nothing. */
    void deleteDomain(CallContext context, String host) throws InterruptedException;

    /** Returns the domains that were stated, sorted by host, with how each is. */
    List<DomainStatus> domains(CallContext context) throws InterruptedException;

    /**
     * Replaces the upstreams of a domain. Returns when <em>every</em> live host of the group sends new requests by the
     * new set only: an upstream that was left out gets no further request once this has returned. The empty set answers
     * 503.
     *
     * @throws io.leengine.model.EngineException {@code NOT_FOUND} when the domain was not stated, {@code UNAVAILABLE}
     *     when a host did not confirm in time; it will follow, but nothing may be stopped on that word
     */
    void applyUpstreams(CallContext context, String host, Collection<Upstream> upstreams) throws InterruptedException;

    /**
     * Waits until no request is under way to any of these endpoints, which the caller has left out before, or until the
     * context's time is up. That the domain is deleted, or was never stated, makes no difference: what is under way is
     * waited for, and nothing under way is done at once.
     *
     * @return whether all ended
     */
    boolean awaitDrained(CallContext context, String host, Collection<Endpoint> endpoints) throws InterruptedException;

    /** Returns how people reach the group. */
    GroupStatus status(CallContext context) throws InterruptedException;
}
