package io.leengine.loadbalancer.embedded;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;

/** Which host a request is for. */
final class RequestHost {
    private RequestHost() {
    }

    /**
     * Returns {@code host[:port]} as the client wrote it: from the request line where it is there, as RFC 9112 (3.2.2)
     * has it, else from the one Host header; null when there is none, or more than one.
     */
    static String authority(HttpServerExchange exchange) {
        if (exchange.isHostIncludedInRequestURI()) {
            String uri = exchange.getRequestURI();
            int from = uri.indexOf("://");
            if (from < 0) {
                return null;
            }
            int to = uri.indexOf('/', from + 3);
            String authority = to < 0 ? uri.substring(from + 3) : uri.substring(from + 3, to);
            return authority.isEmpty() || authority.indexOf('@') >= 0 ? null : authority;
        }
        HeaderValues hosts = exchange.getRequestHeaders().get(Headers.HOST);
        return hosts == null || hosts.size() != 1 || hosts.getFirst().isEmpty() ? null : hosts.getFirst();
    }

    /** Returns the host of an authority in lower case, without a port or the dot of the root. */
    static String host(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        if (colon >= 0 && authority.indexOf(']', colon) < 0) {
            end = colon;
        }
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** Returns path and query for the request line to the upstream. */
    static String target(HttpServerExchange exchange) {
        String path = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int from = path.indexOf('/', path.indexOf("://") + 3);
            path = from < 0 ? "/" : path.substring(from);
        }
        String query = exchange.getQueryString();
        return query.isEmpty() ? path : path + "?" + query;
    }
}
