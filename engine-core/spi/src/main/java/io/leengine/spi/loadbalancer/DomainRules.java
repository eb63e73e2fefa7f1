package io.leengine.spi.loadbalancer;

import io.leengine.model.EngineException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What holds for a domain's requests besides its time-outs and sizes. A load balancer need not know any of it; what it knows
 * it says by {@link RuleKeeping}. Every value is checked here: none contains a control character, and none can leave its
 * place in a configuration that quotes it.
 *
 * @param tls how it is served over TLS; empty for plain HTTP only
 * @param headers what is done to headers
 * @param admission who may ask, and how often
 * @param routing which upstream gets a request
 * @param paths other settings below some paths, at most 64; the longest prefix that fits counts
 * @param snippet words in the load balancer's own language, at most 16 KiB, put where a domain's settings stand; empty for
 *     none. They can do everything, so the engine takes them from administrators only
 */
public record DomainRules(Optional<TlsRule> tls, HeaderRules headers, Admission admission, Routing routing,
        List<PathRule> paths, String snippet) {
    /** No rules: what a domain has of which nothing else is said. */
    public static final DomainRules NONE = new DomainRules(Optional.empty(), HeaderRules.NONE, Admission.ALL, Routing.PLAIN,
        List.of(), "");

    private static final int PATHS = 64;
    private static final int SNIPPET = 16 << 10;

    /** Copies and checks. */
    public DomainRules {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(admission, "admission");
        Objects.requireNonNull(routing, "routing");
        paths = RuleTexts.few("paths", paths, PATHS);
        Set<String> seen = new HashSet<>();
        for (PathRule path : paths) {
            if (!seen.add(path.prefix())) {
                throw EngineException.invalid("paths", "The path '" + path.prefix() + "' stands twice in 'paths'.");
            }
        }
        RuleTexts.lines("snippet", snippet, SNIPPET);
    }

    /** Returns which kinds of rule are used. */
    public Set<DomainFeature> features() {
        Set<DomainFeature> used = EnumSet.noneOf(DomainFeature.class);
        mark(used, DomainFeature.TLS, tls.isPresent());
        mark(used, DomainFeature.HEADERS, !headers.equals(HeaderRules.NONE));
        mark(used, DomainFeature.ACCESS, !admission.access().isEmpty());
        mark(used, DomainFeature.RATE_LIMIT, admission.rate().isPresent());
        mark(used, DomainFeature.STICKINESS, routing.stickiness().isPresent());
        mark(used, DomainFeature.VERSION_MATCH, !routing.matches().isEmpty());
        mark(used, DomainFeature.SLOW_START, !routing.slowStart().isZero());
        mark(used, DomainFeature.GRPC, routing.protocol() == UpstreamProtocol.GRPC);
        mark(used, DomainFeature.PATHS, !paths.isEmpty());
        mark(used, DomainFeature.SNIPPET, !snippet.isEmpty());
        return used;
    }

    /**
     * Checks that no other kinds of rule are used than some; what a load balancer does with a domain before all else.
     *
     * @param kept the kinds that are kept
     * @throws EngineException {@code INVALID} with the field {@code rules}, naming those that are used and not kept
     */
    public void requireOnly(Set<DomainFeature> kept) {
        Set<DomainFeature> other = features();
        other.removeAll(kept);
        if (!other.isEmpty()) {
            throw EngineException.invalid("rules", "This load balancer keeps no rules of the kind "
                + other.stream().map(DomainFeature::name).collect(Collectors.joining(", ")) + ".")
                .withNextStep("Leave them out, or serve the domain from a group that keeps them.");
        }
    }

    private static void mark(Set<DomainFeature> used, DomainFeature feature, boolean is) {
        if (is) {
            used.add(feature);
        }
    }
}
