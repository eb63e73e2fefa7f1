package io.leengine.loadbalancer.nginx.rules;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.leengine.model.EngineException;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A domain's rules in JSON. What is missing is not used.
 *
 * @param tls how it is served over TLS
 * @param toUpstream what is done to headers of requests
 * @param toClient what is done to headers of answers
 * @param access who may ask
 * @param rate how often
 * @param protocol what is spoken to upstreams, as {@link UpstreamProtocol} names it
 * @param stickiness whether clients stay with an instance
 * @param matches what leads to one version
 * @param slowStartMillis how long a new upstream takes to come to its share
 * @param paths other settings below some paths
 * @param snippet words in nginx's own language
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RulesDocument(Tls tls, List<Header> toUpstream, List<Header> toClient, List<Access> access, Rate rate,
        String protocol, Sticky stickiness, List<Match> matches, long slowStartMillis, List<Path> paths, String snippet) {
    /** Empty lists for those that are missing. */
    public RulesDocument {
        toUpstream = orNone(toUpstream);
        toClient = orNone(toClient);
        access = orNone(access);
        protocol = protocol == null ? UpstreamProtocol.HTTP.name() : protocol;
        matches = orNone(matches);
        paths = orNone(paths);
        snippet = snippet == null ? "" : snippet;
    }

    /** {@link TlsRule}. */
    public record Tls(String certificate, boolean redirectPlain, String least) {
    }

    /** {@link HeaderRule}. */
    public record Header(String name, String value) {
    }

    /** {@link AccessRule}. */
    public record Access(boolean allow, String addresses) {
    }

    /** {@link RateLimit}. */
    public record Rate(int perSecond, int burst) {
    }

    /** {@link Stickiness}. */
    public record Sticky(String cookie, long lifetimeSeconds) {
    }

    /** {@link VersionMatch}. */
    public record Match(String source, String name, String value, String version) {
    }

    /** {@link PathRule}; null for what is as the domain has it. */
    public record Path(String prefix, Long requestTimeoutMillis, Long bodyLimit, List<Access> access, String redirect) {
        /** An empty list for one that is missing. */
        public Path {
            access = orNone(access);
        }
    }

    private static <T> List<T> orNone(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** Returns the document of some rules. */
    public static RulesDocument of(DomainRules rules) {
        Routing routing = rules.routing();
        return new RulesDocument(
            rules.tls().map(each -> new Tls(each.certificate(), each.redirectPlain(), each.least().name())).orElse(null),
            headers(rules.headers().toUpstream()), headers(rules.headers().toClient()), access(rules.admission().access()),
            rules.admission().rate().map(each -> new Rate(each.perSecond(), each.burst())).orElse(null),
            routing.protocol().name(),
            routing.stickiness().map(each -> new Sticky(each.cookie(), each.lifetime().toSeconds())).orElse(null),
            routing.matches().stream().map(each -> new Match(each.source().name(), each.name(), each.value(),
                each.version())).toList(), routing.slowStart().toMillis(),
            rules.paths().stream().map(RulesDocument::path).toList(), rules.snippet());
    }

    private static List<Header> headers(List<HeaderRule> rules) {
        return rules.stream().map(each -> new Header(each.name(), each.value())).toList();
    }

    private static List<Access> access(List<AccessRule> rules) {
        return rules.stream().map(each -> new Access(each.allow(), each.addresses())).toList();
    }

    private static Path path(PathRule rule) {
        return new Path(rule.prefix(), rule.requestTimeout().map(Duration::toMillis).orElse(null),
            rule.bodyLimit().isPresent() ? (Long) rule.bodyLimit().getAsLong() : null, access(rule.access()),
            rule.redirect().orElse(null));
    }

    /**
     * Returns the rules.
     *
     * @throws EngineException {@code INVALID} when one is out of bounds, or says something this build does not know
     */
    public DomainRules rules() {
        return new DomainRules(
            Optional.ofNullable(tls).map(each -> new TlsRule(each.certificate(), each.redirectPlain(),
                known("tls.least", TlsRule.Version.class, each.least()))),
            new HeaderRules(headerRules(toUpstream), headerRules(toClient)),
            new Admission(accessRules(access), Optional.ofNullable(rate).map(each ->
                new RateLimit(each.perSecond(), each.burst()))),
            new Routing(known("protocol", UpstreamProtocol.class, protocol),
                Optional.ofNullable(stickiness).map(each ->
                    new Stickiness(each.cookie(), Duration.ofSeconds(each.lifetimeSeconds()))),
                matches.stream().map(each -> new VersionMatch(known("matches.source", VersionMatch.Source.class,
                    each.source()), each.name(), each.value(), each.version())).toList(),
                Duration.ofMillis(slowStartMillis)),
            paths.stream().map(RulesDocument::pathRule).toList(), snippet);
    }

    private static List<HeaderRule> headerRules(List<Header> headers) {
        return headers.stream().map(each -> new HeaderRule(each.name(), each.value())).toList();
    }

    private static List<AccessRule> accessRules(List<Access> access) {
        return access.stream().map(each -> new AccessRule(each.allow(), each.addresses())).toList();
    }

    private static PathRule pathRule(Path path) {
        return new PathRule(path.prefix(), Optional.ofNullable(path.requestTimeoutMillis()).map(Duration::ofMillis),
            path.bodyLimit() == null ? OptionalLong.empty() : OptionalLong.of(path.bodyLimit()), accessRules(path.access()),
            Optional.ofNullable(path.redirect()));
    }

    private static <E extends Enum<E>> E known(String field, Class<E> type, String name) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw EngineException.invalid(field, "This agent does not know '" + name + "' for '"
            + field + "'; update it.");
    }
}
