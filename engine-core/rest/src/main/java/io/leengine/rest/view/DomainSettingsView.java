package io.leengine.rest.view;

import io.leengine.engine.domain.DomainSettings;
import io.leengine.spi.loadbalancer.Admission;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRules;
import io.leengine.spi.loadbalancer.RateLimit;
import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.TlsRule;
import io.leengine.spi.loadbalancer.UpstreamProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A domain's settings, as they are given and as they are told; what is absent is as usual. */
@Doc("A domain's settings; what is absent is as usual.")
public record DomainSettingsView(
        @Doc(value = "For an upstream's whole answer; 60,000 unless said.", least = 100, most = 3_600_000)
        Optional<Long> requestTimeoutMillis,
        @Doc(value = "For reaching an upstream; 2,000 unless said.", least = 10, most = 60_000)
        Optional<Long> connectTimeoutMillis,
        @Doc(value = "Largest request body; 0 for no limit, 100 MiB unless said.", least = 0) Optional<Long> bodyLimitBytes,
        @Doc("How it is served over TLS; plain HTTP only without it.") Optional<TlsRuleView> tls,
        @Doc("What is done to headers on the way.") Optional<HeaderRulesView> headers,
        @Doc(value = "Who is let in, by address: the first rule that fits counts. Where none fits, a request is let in when "
            + "there are only rules that refuse, and refused (403) else.", items = 256)
        Optional<List<AccessRuleView>> access,
        @Doc("How often one client address may ask.") Optional<RateLimitView> rate,
        @Doc("Keeps a client with the instance that answered it first.") Optional<StickinessView> stickiness,
        @Doc(value = "What leads to one version, whatever the weights are; the first that fits counts.", items = 16)
        Optional<List<VersionMatchView>> matches,
        @Doc(value = "How long a new instance takes to come to its share; 0 unless said.", least = 0, most = 900_000)
        Optional<Long> slowStartMillis,
        @Doc("What is spoken to instances; HTTP unless said.") Optional<UpstreamProtocol> protocol,
        @Doc(value = "Other settings below some paths; the longest prefix that fits counts.", items = 64)
        Optional<List<PathRuleView>> paths,
        @Doc(value = "Words in the load balancer's own language, an administrator's to change.", longest = 16_384, lines = true)
        Optional<String> snippet) {
    /** Returns the view; all is told that is in use. */
    public static DomainSettingsView of(DomainSettings it) {
        DomainRules rules = it.rules();
        Routing routing = rules.routing();
        return new DomainSettingsView(Optional.of(it.requestTimeout().toMillis()), Optional.of(it.connectTimeout().toMillis()),
            Optional.of(it.bodyLimit()), rules.tls().map(TlsRuleView::of),
            Optional.of(rules.headers()).filter(headers -> !headers.equals(HeaderRules.NONE)).map(HeaderRulesView::of),
            some(rules.admission().access().stream().map(AccessRuleView::of).toList()),
            rules.admission().rate().map(rate -> new RateLimitView(rate.perSecond(), Optional.of(rate.burst()))),
            routing.stickiness().map(sticky -> new StickinessView(sticky.cookie(), Optional.of(sticky.lifetime().toSeconds()))),
            some(routing.matches().stream().map(VersionMatchView::of).toList()), Optional.of(routing.slowStart().toMillis()),
            Optional.of(routing.protocol()), some(rules.paths().stream().map(PathRuleView::of).toList()),
            Optional.of(rules.snippet()).filter(text -> !text.isEmpty()));
    }

    private static <T> Optional<List<T>> some(List<T> items) {
        return Optional.of(items).filter(all -> !all.isEmpty());
    }

    /** Returns what the engine is asked for. */
    public DomainSettings settings() {
        DomainSettings usual = DomainSettings.USUAL;
        Admission admission = new Admission(AccessRuleView.rules(access), rate.map(it ->
            new RateLimit(it.perSecond(), it.burst().orElse(0))));
        Routing routing = new Routing(protocol.orElse(UpstreamProtocol.HTTP), stickiness.map(it ->
            new Stickiness(it.cookie(), Duration.ofSeconds(it.lifetimeSeconds().orElse(0L)))),
            matches.orElse(List.of()).stream().map(VersionMatchView::match).toList(),
            Duration.ofMillis(slowStartMillis.orElse(0L)));
        DomainRules rules = new DomainRules(tls.map(it -> new TlsRule(it.certificate(), it.redirectPlain().orElse(false),
            it.least().orElse(TlsRule.Version.TLS_1_2))), headers.map(HeaderRulesView::rules).orElse(HeaderRules.NONE), admission,
            routing, paths.orElse(List.of()).stream().map(PathRuleView::rule).toList(), snippet.orElse(""));
        return new DomainSettings(requestTimeoutMillis.map(Duration::ofMillis).orElse(usual.requestTimeout()),
            connectTimeoutMillis.map(Duration::ofMillis).orElse(usual.connectTimeout()),
            bodyLimitBytes.orElse(usual.bodyLimit()), rules);
    }
}
