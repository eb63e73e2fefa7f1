package io.leengine.loadbalancer.embedded;

import io.undertow.client.ClientRequest;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** What is sent to an upstream for a client's request, and which headers concern one connection only. */
final class UpstreamRequest {
    private static final HttpString REQUEST_ID = new HttpString("X-Request-Id");
    private static final HttpString FORWARDED = new HttpString("Forwarded");
    private static final HttpString KEEP_ALIVE = new HttpString("Keep-Alive");
    private static final HttpString PROXY_CONNECTION = new HttpString("Proxy-Connection");
    private static final HttpString HTTP2_SETTINGS = new HttpString("HTTP2-Settings");
    private static final HttpString PROXY_AUTHORIZATION = new HttpString("Proxy-Authorization");
    private static final Set<HttpString> HOP_BY_HOP = Set.of(Headers.CONNECTION, KEEP_ALIVE, PROXY_CONNECTION,
        Headers.TE, Headers.TRAILER, Headers.TRANSFER_ENCODING, Headers.UPGRADE);
    private static final Set<HttpString> NOT_PASSED_ON = Set.of(Headers.EXPECT, HTTP2_SETTINGS, PROXY_AUTHORIZATION,
        Headers.HOST);
    private static final Set<HttpString> SAID_BY_A_PROXY = Set.of(Headers.X_FORWARDED_FOR, Headers.X_FORWARDED_PROTO,
        Headers.X_FORWARDED_HOST, Headers.X_FORWARDED_PORT, Headers.X_FORWARDED_SERVER, FORWARDED);
    private static final int REQUEST_ID_LENGTH = 128;

    private UpstreamRequest() {
    }

    /**
     * @param authority the host as the client wrote it
     * @param upgrade whether the client asks for another protocol, and may have it
     * @param trustForwarded whether to pass on what the client says that other proxies said
     */
    static ClientRequest of(HttpServerExchange exchange, String authority, boolean upgrade, boolean trustForwarded) {
        ClientRequest request = new ClientRequest().setMethod(exchange.getRequestMethod())
            .setPath(RequestHost.target(exchange));
        HeaderMap from = exchange.getRequestHeaders();
        HeaderMap to = request.getRequestHeaders();
        addRequestId(from);
        for (long at = from.fastIterateNonEmpty(); at != -1L; at = from.fiNextNonEmpty(at)) {
            HeaderValues values = from.fiCurrent(at);
            HttpString name = values.getHeaderName();
            if (!HOP_BY_HOP.contains(name) && !NOT_PASSED_ON.contains(name)
                    && (trustForwarded || !SAID_BY_A_PROXY.contains(name))) {
                to.putAll(name, values);
            }
        }
        removeNamed(from, to);
        to.put(Headers.HOST, authority);
        addForwarded(exchange, to, authority);
        if (upgrade) {
            to.put(Headers.CONNECTION, "Upgrade");
            to.put(Headers.UPGRADE, from.getFirst(Headers.UPGRADE));
        }
        if (!exchange.isRequestComplete() && !to.contains(Headers.CONTENT_LENGTH)) {
            to.put(Headers.TRANSFER_ENCODING, "chunked");
        }
        return request;
    }

    /** Copies an answer's headers but for those of the connection. */
    static void copyAnswer(HeaderMap from, HeaderMap to) {
        for (long at = from.fastIterateNonEmpty(); at != -1L; at = from.fiNextNonEmpty(at)) {
            HeaderValues values = from.fiCurrent(at);
            if (!HOP_BY_HOP.contains(values.getHeaderName())) {
                to.putAll(values.getHeaderName(), values);
            }
        }
        removeNamed(from, to);
    }

    /** A Connection header names further headers that concern that connection only. */
    private static void removeNamed(HeaderMap from, HeaderMap to) {
        HeaderValues connection = from.get(Headers.CONNECTION);
        if (connection == null) {
            return;
        }
        for (String value : connection) {
            if ("keep-alive".equalsIgnoreCase(value) || "close".equalsIgnoreCase(value)) {
                continue;
            }
            for (String name : value.split(",")) {
                String trimmed = name.strip();
                // The framing is ours to keep, whatever the client would like to have removed.
                if (!trimmed.isEmpty() && !trimmed.toLowerCase(Locale.ROOT).equals("content-length")) {
                    to.remove(trimmed);
                }
            }
        }
    }

    private static void addForwarded(HttpServerExchange exchange, HeaderMap to, String authority) {
        InetSocketAddress source = exchange.getSourceAddress();
        String client = source.getAddress() != null ? source.getAddress().getHostAddress() : source.getHostString();
        String before = to.getFirst(Headers.X_FORWARDED_FOR);
        to.put(Headers.X_FORWARDED_FOR, before == null ? client : before + ", " + client);
        if (!to.contains(Headers.X_FORWARDED_PROTO)) {
            to.put(Headers.X_FORWARDED_PROTO, exchange.getRequestScheme());
        }
        if (!to.contains(Headers.X_FORWARDED_HOST)) {
            to.put(Headers.X_FORWARDED_HOST, authority);
        }
    }

    /** It is added to what the client sent, so that it stays the same over all attempts. */
    private static void addRequestId(HeaderMap from) {
        String given = from.getFirst(REQUEST_ID);
        if (given == null || given.isEmpty() || given.length() > REQUEST_ID_LENGTH || from.count(REQUEST_ID) > 1) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            from.put(REQUEST_ID, Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
        }
    }
}
