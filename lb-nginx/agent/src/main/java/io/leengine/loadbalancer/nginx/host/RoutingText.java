package io.leengine.loadbalancer.nginx.host;

import io.leengine.spi.loadbalancer.Routing;
import io.leengine.spi.loadbalancer.Stickiness;
import io.leengine.spi.loadbalancer.VersionMatch;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the Lua side is told of a domain's routing: JSON in one line. */
final class RoutingText {
    private static final double SECOND = 1_000.0;

    private final JsonMapper json;

    RoutingText(JsonMapper json) {
        this.json = json;
    }

    /** Returns the text; empty where the weights alone decide. */
    Optional<String> of(Routing routing) {
        if (routing.stickiness().isEmpty() && routing.matches().isEmpty() && routing.slowStart().isZero()) {
            return Optional.empty();
        }
        ObjectNode text = json.createObjectNode();
        ArrayNode matches = text.putArray("matches");
        routing.matches().forEach(each -> matches.addObject().put("variable", variable(each)).put("value", each.value())
            .put("version", each.version()));
        routing.stickiness().ifPresent(each ->
            text.put("cookie", each.cookie()).put("attributes", attributes(each)));
        text.put("slow", routing.slowStart().toMillis() / SECOND);
        return Optional.of(json.writeValueAsString(text));
    }

    /** Returns the nginx variable that has what is to be compared. */
    private static String variable(VersionMatch match) {
        return switch (match.source()) {
            case HEADER -> "http_" + match.name().toLowerCase(Locale.ROOT).replace('-', '_');
            case COOKIE -> "cookie_" + match.name();
        };
    }

    private static String attributes(Stickiness rule) {
        long seconds = rule.lifetime().toSeconds();
        return "; Path=/; HttpOnly; SameSite=Lax" + (seconds == 0 ? "" : "; Max-Age=" + seconds);
    }
}
