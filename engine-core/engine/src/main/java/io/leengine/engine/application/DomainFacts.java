package io.leengine.engine.application;

import io.leengine.engine.domain.DomainSettings;
import io.leengine.spi.loadbalancer.AccessRule;
import io.leengine.spi.loadbalancer.DomainRules;
import io.leengine.spi.loadbalancer.HeaderRule;
import io.leengine.spi.loadbalancer.PathRule;
import io.leengine.spi.loadbalancer.Routing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A domain's settings in words, field by field, for activity; what is not used is left out. */
final class DomainFacts {
    private DomainFacts() {
    }

    static Map<String, String> of(DomainSettings it) {
        DomainRules rules = it.rules();
        Routing routing = rules.routing();
        Map<String, String> facts = new TreeMap<>();
        facts.put("requestTimeoutMillis", Long.toString(it.requestTimeout().toMillis()));
        facts.put("connectTimeoutMillis", Long.toString(it.connectTimeout().toMillis()));
        facts.put("bodyLimit", Long.toString(it.bodyLimit()));
        rules.tls().ifPresent(tls -> facts.put("tls", tls.certificate() + " from " + tls.least()
            + (tls.redirectPlain() ? ", plain requests are redirected" : "")));
        put(facts, "headers.toUpstream", rules.headers().toUpstream(), DomainFacts::header);
        put(facts, "headers.toClient", rules.headers().toClient(), DomainFacts::header);
        put(facts, "access", rules.admission().access(), DomainFacts::access);
        rules.admission().rate().ifPresent(rate -> facts.put("rate", rate.perSecond() + "/s, burst " + rate.burst()));
        facts.put("protocol", routing.protocol().name());
        routing.stickiness().ifPresent(sticky -> facts.put("stickiness", sticky.cookie() + " for "
            + sticky.lifetime().toSeconds() + " s"));
        put(facts, "matches", routing.matches(), match -> match.source() + " " + match.name() + "=" + match.value() + " to "
            + match.version());
        facts.put("slowStartMillis", Long.toString(routing.slowStart().toMillis()));
        put(facts, "paths", rules.paths(), DomainFacts::path);
        if (!rules.snippet().isEmpty()) {
            facts.put("snippet", rules.snippet());
        }
        return facts;
    }

    private static <T> void put(Map<String, String> facts, String field, List<T> items, Function<T, String> words) {
        if (!items.isEmpty()) {
            facts.put(field, items.stream().map(words).collect(Collectors.joining("; ")));
        }
    }

    private static String header(HeaderRule rule) {
        return rule.value().isEmpty() ? rule.name() + " taken away" : rule.name() + ": " + rule.value();
    }

    private static String access(AccessRule rule) {
        return (rule.allow() ? "allow " : "deny ") + rule.addresses();
    }

    private static String path(PathRule rule) {
        StringBuilder words = new StringBuilder(rule.prefix());
        rule.requestTimeout().ifPresent(limit -> words.append(", at most ").append(limit.toMillis()).append(" ms"));
        rule.bodyLimit().ifPresent(limit -> words.append(", at most ").append(limit).append(" bytes"));
        rule.access().forEach(access -> words.append(", ").append(access(access)));
        rule.redirect().ifPresent(to -> words.append(", redirected to ").append(to));
        return words.toString();
    }
}
