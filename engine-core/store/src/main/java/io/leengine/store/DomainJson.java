package io.leengine.store;

import io.leengine.engine.domain.DomainSettings;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A domain's settings as the JSON that is kept in a column: each field under its name, durations in milliseconds, what is
 * absent left out. The number of its form stands first: a reader that does not know it must not guess.
 */
final class DomainJson {
    private static final String FORM = "form";
    private static final long KNOWN = 1;

    private DomainJson() {
    }

    static String of(DomainSettings it) {
        DomainRules rules = it.rules();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(FORM, KNOWN);
        all.put("requestTimeout", it.requestTimeout().toMillis());
        all.put("connectTimeout", it.connectTimeout().toMillis());
        all.put("bodyLimit", it.bodyLimit());
        rules.tls().ifPresent(tls -> all.put("tls", Map.of("certificate", tls.certificate(), "redirectPlain",
            tls.redirectPlain(), "least", tls.least().name())));
        all.put("toUpstream", each(rules.headers().toUpstream(), DomainJson::header));
        all.put("toClient", each(rules.headers().toClient(), DomainJson::header));
        all.put("access", each(rules.admission().access(), DomainJson::access));
        rules.admission().rate().ifPresent(rate -> all.put("rate", Map.of("perSecond", (long) rate.perSecond(), "burst",
            (long) rate.burst())));
        Routing routing = rules.routing();
        all.put("protocol", routing.protocol().name());
        routing.stickiness().ifPresent(sticky -> all.put("stickiness", Map.of("cookie", sticky.cookie(), "lifetime",
            sticky.lifetime().toMillis())));
        all.put("matches", each(routing.matches(), match -> Map.of("source", match.source().name(), "name", match.name(),
            "value", match.value(), "version", match.version())));
        all.put("slowStart", routing.slowStart().toMillis());
        all.put("paths", each(rules.paths(), DomainJson::path));
        all.put("snippet", rules.snippet());
        return Json.ofTree(all);
    }

    private static <T> List<Object> each(List<T> items, Function<T, Object> form) {
        return items.stream().map(form).toList();
    }

    private static Object header(HeaderRule rule) {
        return Map.of("name", rule.name(), "value", rule.value());
    }

    private static Object access(AccessRule rule) {
        return Map.of("allow", rule.allow(), "addresses", rule.addresses());
    }

    private static Object path(PathRule rule) {
        Map<String, Object> path = new LinkedHashMap<>();
        path.put("prefix", rule.prefix());
        rule.requestTimeout().ifPresent(limit -> path.put("requestTimeout", limit.toMillis()));
        rule.bodyLimit().ifPresent(limit -> path.put("bodyLimit", limit));
        path.put("access", each(rule.access(), DomainJson::access));
        rule.redirect().ifPresent(to -> path.put("redirect", to));
        return path;
    }

    static DomainSettings read(String text) {
        Tree all = new Tree(Json.tree(text));
        if (all.number(FORM) != KNOWN) {
            throw new EngineException(ErrorCode.INTERNAL, "A domain's settings are kept in a form that a newer engine wrote.")
                .withNextStep("Run that engine.");
        }
        HeaderRules headers = new HeaderRules(all.list("toUpstream", DomainJson::header),
            all.list("toClient", DomainJson::header));
        Admission admission = new Admission(all.list("access", DomainJson::access),
            all.tree("rate").map(rate -> new RateLimit((int) rate.number("perSecond"), (int) rate.number("burst"))));
        Routing routing = new Routing(UpstreamProtocol.valueOf(all.text("protocol")),
            all.tree("stickiness").map(it -> new Stickiness(it.text("cookie"), it.millis("lifetime"))),
            all.list("matches", it -> new VersionMatch(VersionMatch.Source.valueOf(it.text("source")), it.text("name"),
                it.text("value"), it.text("version"))), all.millis("slowStart"));
        DomainRules rules = new DomainRules(all.tree("tls").map(tls -> new TlsRule(tls.text("certificate"),
            tls.flag("redirectPlain"), TlsRule.Version.valueOf(tls.text("least")))), headers, admission, routing,
            all.list("paths", DomainJson::path), all.text("snippet"));
        return new DomainSettings(all.millis("requestTimeout"), all.millis("connectTimeout"), all.number("bodyLimit"), rules);
    }

    private static HeaderRule header(Tree tree) {
        return new HeaderRule(tree.text("name"), tree.text("value"));
    }

    private static AccessRule access(Tree tree) {
        return new AccessRule(tree.flag("allow"), tree.text("addresses"));
    }

    private static PathRule path(Tree tree) {
        return new PathRule(tree.text("prefix"), tree.has("requestTimeout") ? Optional.of(tree.millis("requestTimeout"))
            : Optional.empty(), tree.has("bodyLimit") ? OptionalLong.of(tree.number("bodyLimit")) : OptionalLong.empty(),
            tree.list("access", DomainJson::access), tree.has("redirect") ? Optional.of(tree.text("redirect"))
            : Optional.empty());
    }

    /** An object of what was read. */
    private record Tree(Map<?, ?> values) {
        boolean has(String name) {
            return values.containsKey(name);
        }

        String text(String name) {
            return (String) values.get(name);
        }

        long number(String name) {
            return (Long) values.get(name);
        }

        boolean flag(String name) {
            return (Boolean) values.get(name);
        }

        Duration millis(String name) {
            return Duration.ofMillis(number(name));
        }

        Optional<Tree> tree(String name) {
            return Optional.ofNullable((Map<?, ?>) values.get(name)).map(Tree::new);
        }

        <T> List<T> list(String name, Function<Tree, T> form) {
            return ((List<?>) values.get(name)).stream().map(each -> form.apply(new Tree((Map<?, ?>) each))).toList();
        }
    }
}
