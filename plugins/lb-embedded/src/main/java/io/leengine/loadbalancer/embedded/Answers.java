package io.leengine.loadbalancer.embedded;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The load balancer's own answers, as RFC 9457 problems. */
enum Answers {
    BAD_HOST(400, "bad-host", "No host", "The request must name exactly one host."),
    BAD_FRAMING(400, "bad-framing", "Ambiguous body",
        "The request states the length of its body in more than one way."),
    NO_TUNNEL(405, "no-tunnel", "Method not allowed", "This load balancer makes no tunnels."),
    UNKNOWN_HOST(404, "unknown-host", "Unknown host", "No domain of this name is served here."),
    BODY_TOO_LARGE(413, "body-too-large", "Body too large", "The request's body is larger than the domain allows."),
    BAD_GATEWAY(502, "bad-gateway", "Upstream failed",
        "No instance of the application that was asked has answered."),
    NO_UPSTREAM(503, "no-upstream", "No instance", "No instance of the application can take the request now."),
    OVERLOADED(503, "overloaded", "Too many requests", "The load balancer has as many requests under way as it may."),
    TIMEOUT(504, "timeout", "No answer in time", "The application's instance did not answer in time.");

    private static final int UNAVAILABLE = 503;

    private final int status;
    private final byte[] body;

    Answers(int status, String type, String title, String detail) {
        this.status = status;
        String text = "{\"type\":\"urn:leengine:load-balancer:" + type + "\",\"title\":\"" + title + "\",\"status\":"
            + status + ",\"detail\":\"" + detail + "\"}\n";
        this.body = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Answers so. Whatever was to come of the request's body is not waited for. */
    void send(HttpServerExchange exchange) {
        if (exchange.isResponseStarted()) {
            return;
        }
        if (!exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            if (exchange.isRequestChannelAvailable()) {
                BodyLimit.discard(exchange);
            }
        }
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        if (status == UNAVAILABLE) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
}
