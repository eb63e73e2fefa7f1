package io.leengine.cli.domains;

import io.leengine.cli.output.Columns;
import io.leengine.cli.output.Values;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What is shown of a domain and of certificates. */
final class ShownDomain {
    private ShownDomain() {
    }

    static Columns details() {
        return new Columns().field("Host", "host").field("Group", "group")
            .value("Progress", domain -> Values.word(domain.path("progress"))).field("Message", "message")
            .value("Hosts", ShownDomain::effects).field("CNAME", "canonicalName").field("VIP", "virtualAddresses")
            .value("TLS", setting(settings -> Values.text(settings.path("tls"))))
            .field("Certificate ends", "certificateExpiresAt")
            .value("Request headers", setting(settings -> headers(settings.path("headers").path("toUpstream"))))
            .value("Response headers", setting(settings -> headers(settings.path("headers").path("toClient"))))
            .value("Access", setting(settings -> lines(settings.path("access"), rule -> (rule.path("allow").asBoolean()
                ? "allow " : "deny ") + Values.text(rule.path("addresses")))))
            .value("Rate", setting(settings -> Values.text(settings.path("rate"))))
            .value("Stickiness", setting(settings -> Values.text(settings.path("stickiness"))))
            .value("Matches", setting(settings -> lines(settings.path("matches"), ShownDomain::match)))
            .value("Slow start", setting(settings -> settings.path("slowStartMillis").asLong() + " ms"))
            .value("Protocol", setting(settings -> Values.word(settings.path("protocol"))))
            .value("Time-outs", setting(settings -> settings.path("requestTimeoutMillis").asLong() + " ms, to connect "
                + settings.path("connectTimeoutMillis").asLong() + " ms"))
            .value("Body limit", setting(settings -> settings.path("bodyLimitBytes").asLong() == 0 ? "none"
                : Values.size(settings.path("bodyLimitBytes").asLong())))
            .value("Paths", setting(settings -> lines(settings.path("paths"), Values::text)))
            .value("Snippet", setting(settings -> Values.text(settings.path("snippet")).strip()));
    }

    private static Function<JsonNode, String> setting(Function<JsonNode, String> value) {
        return domain -> value.apply(domain.path("settings"));
    }

    private static String lines(JsonNode items, Function<JsonNode, String> words) {
        return items.valueStream().map(words).collect(Collectors.joining("\n"));
    }

    private static String headers(JsonNode rules) {
        return lines(rules, rule -> Values.text(rule.path("value")).isEmpty() ? Values.text(rule.path("name")) + " taken away"
            : Values.text(rule.path("name")) + ": " + Values.text(rule.path("value")));
    }

    private static String match(JsonNode rule) {
        return Values.word(rule.path("source")) + " " + Values.text(rule.path("name")) + "=" + Values.text(rule.path("value"))
            + " to " + Values.text(rule.path("version"));
    }

    /** How many hosts have the settings, how long the last took, and what went wrong on which. */
    private static String effects(JsonNode domain) {
        JsonNode effects = domain.path("effects");
        if (effects.isEmpty()) {
            return "";
        }
        long applied = effects.valueStream().filter(effect -> effect.path("applied").asBoolean()).count();
        String count = "applied on " + applied + " of " + effects.size();
        String time = effects.valueStream().filter(effect -> effect.has("afterMillis"))
            .map(effect -> effect.path("afterMillis").asLong()).max(Long::compare)
            .map(millis -> ", " + millis + " ms after the change").orElse("");
        String failures = effects.valueStream().filter(effect -> effect.has("failure"))
            .map(effect -> "\n" + Values.text(effect.path("host")) + ": " + Values.text(effect.path("failure")))
            .collect(Collectors.joining());
        return count + time + failures;
    }

    static Columns certificate() {
        return new Columns().field("NAME", "name").field("HOSTS", "hosts")
            .value("STATE", certificate -> Values.word(certificate.path("state"))).field("EXPIRES", "expiresAt")
            .field("ISSUER", "issuer").field("USED BY", "usedBy");
    }
}
