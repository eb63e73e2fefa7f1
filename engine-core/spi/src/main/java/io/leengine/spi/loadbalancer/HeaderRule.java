package io.leengine.spi.loadbalancer;

import io.leengine.model.EngineException;
import java.util.Locale;
import java.util.Set;

/**
 * A header that is set, in place of all of that name, or taken away.
 *
 * @param name its name; none of those by which messages and connections are told apart, nor those the load balancer sets
 * @param value its value; empty takes it away
 */
public record HeaderRule(String name, String value) {
    private static final Set<String> RESERVED = Set.of("host", "connection", "content-length", "transfer-encoding", "te",
        "trailer", "upgrade", "keep-alive", "proxy-connection", "expect", "x-request-id", "x-real-ip", "x-forwarded-for",
        "x-forwarded-host", "x-forwarded-proto", "date");

    /** Checks both. */
    public HeaderRule {
        RuleTexts.token("headers.name", name);
        RuleTexts.value("headers.value", value);
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw EngineException.invalid("headers.name", "The header '" + name + "' is the load balancer's own and cannot be "
                + "changed.");
        }
    }
}
