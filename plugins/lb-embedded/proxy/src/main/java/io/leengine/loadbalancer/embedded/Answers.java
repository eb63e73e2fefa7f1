package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.OwnAnswer;
import io.undertow.server.HttpServerExchange;

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

    private final OwnAnswer answer;

    Answers(int status, String type, String title, String detail) {
        answer = new OwnAnswer(status, type, title, detail);
    }

    /** Answers so. Whatever was to come of the request's body is not waited for. */
    void send(HttpServerExchange exchange) {
        answer.send(exchange);
    }
}
