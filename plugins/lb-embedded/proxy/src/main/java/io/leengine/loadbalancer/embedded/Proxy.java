package io.leengine.loadbalancer.embedded;

import io.leengine.loadbalancer.embedded.listener.BodyLimit;
import io.leengine.loadbalancer.embedded.listener.Part;
import io.leengine.model.Endpoint;
import io.leengine.spi.loadbalancer.DomainSpec;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Looks at each request's head, finds its domain, and sends it on. Runs on the I/O threads and never blocks. */
final class Proxy implements Part {
    private final Routes routes;
    private final Upstreams upstreams;
    private final Drain drain;
    private final Semaphore room;
    private final int maxRequests;

    Proxy(Routes routes, Upstreams upstreams, Drain drain, int maxRequests) {
        this.routes = routes;
        this.upstreams = upstreams;
        this.drain = drain;
        this.maxRequests = maxRequests;
        this.room = new Semaphore(maxRequests);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String authority = RequestHost.authority(exchange);
        Domain domain = authority == null ? null : routes.find(RequestHost.host(authority));
        Answers refusal = refusal(exchange, authority, domain);
        if (refusal == null && !room.tryAcquire()) {
            refusal = Answers.OVERLOADED;
        }
        if (refusal != null) {
            refusal.send(exchange);
            return;
        }
        Forwarding forwarding = new Forwarding(upstreams, domain, exchange, authority, room::release);
        exchange.addExchangeCompleteListener(forwarding);
        exchange.dispatch(SameThreadExecutor.INSTANCE, forwarding);
    }

    private static Answers refusal(HttpServerExchange exchange, String authority, Domain domain) {
        if (ambiguousBody(exchange)) {
            return Answers.BAD_FRAMING;
        }
        if (authority == null) {
            return Answers.BAD_HOST;
        }
        if (exchange.getRequestMethod().equals(Methods.CONNECT)) {
            return Answers.NO_TUNNEL;
        }
        return domain == null ? Answers.UNKNOWN_HOST : bodyRefusal(exchange, domain.spec());
    }

    /** What two parties could read in two ways is refused, lest a second request hide in the body of the first. */
    private static boolean ambiguousBody(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues length = headers.get(Headers.CONTENT_LENGTH);
        HeaderValues encoding = headers.get(Headers.TRANSFER_ENCODING);
        if (encoding != null) {
            return length != null || encoding.size() != 1 || !"chunked".equalsIgnoreCase(encoding.getFirst())
                || !exchange.isHttp11();
        }
        return length != null && (length.size() != 1 || !isNumber(length.getFirst()));
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Answers bodyRefusal(HttpServerExchange exchange, DomainSpec spec) {
        if (spec.bodyLimit() == 0 || exchange.isRequestComplete()) {
            return null;
        }
        if (exchange.getRequestContentLength() > spec.bodyLimit()) {
            return Answers.BODY_TOO_LARGE;
        }
        BodyLimit.set(exchange, spec.bodyLimit());
        return null;
    }

    @Override
    public int underWay(String host, Set<Endpoint> endpoints) {
        return drain.underWay(host, endpoints, present(host));
    }

    /** Returns who is stated for a host, nobody if it is not served. */
    List<LiveUpstream> present(String host) {
        Domain domain = routes.find(host);
        return domain == null ? List.of() : domain.live();
    }

    /** Waits until no request is under way but for tunnels; returns whether that is so. */
    boolean awaitIdle(Duration limit) throws InterruptedException {
        boolean idle = room.tryAcquire(maxRequests, limit.toNanos(), TimeUnit.NANOSECONDS);
        if (idle) {
            room.release(maxRequests);
        }
        return idle;
    }
}
