package io.leengine.spi.loadbalancer;

/** A kind of rule that a load balancer may know ({@link RuleKeeping}). Later versions may add some. */
public enum DomainFeature {
    /** {@link TlsRule}: requests over TLS with a certificate of the group. */
    TLS,
    /** {@link HeaderRules}: headers set or taken away on the way. */
    HEADERS,
    /** {@link AccessRule}: who may ask, by address. */
    ACCESS,
    /** {@link RateLimit}: how often an address may ask. */
    RATE_LIMIT,
    /** {@link Stickiness}: a client stays with its instance. */
    STICKINESS,
    /** {@link VersionMatch}: a header or cookie leads to one version. */
    VERSION_MATCH,
    /** {@link Routing#slowStart()}: a new upstream comes to its share little by little. */
    SLOW_START,
    /** {@link UpstreamProtocol#GRPC}: upstreams that speak gRPC. */
    GRPC,
    /** {@link PathRule}: other settings below a path. */
    PATHS,
    /** {@link DomainRules#snippet()}: words in the load balancer's own language. */
    SNIPPET
}
