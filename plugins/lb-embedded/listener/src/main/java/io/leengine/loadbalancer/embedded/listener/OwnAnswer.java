package io.leengine.loadbalancer.embedded.listener;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An answer of the load balancer's own, as an RFC 9457 problem. */
public final class OwnAnswer {
    private static final int UNAVAILABLE = 503;

    private final int status;
    private final byte[] body;

    /**
     * @param type the end of the problem's type
     * @param title the type in words
     * @param detail what is wrong, a sentence for a person; neither may need escaping in JSON
     */
    public OwnAnswer(int status, String type, String title, String detail) {
        this.status = status;
        String text = "{\"type\":\"urn:leengine:load-balancer:" + type + "\",\"title\":\"" + title + "\",\"status\":"
            + status + ",\"detail\":\"" + detail + "\"}\n";
        this.body = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Answers so, unless an answer has begun. Whatever was to come of the request's body is not waited for. */
    public void send(HttpServerExchange exchange) {
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
