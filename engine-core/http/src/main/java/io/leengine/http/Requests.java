package io.leengine.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HttpString;
import java.util.UUID;
import java.util.regex.Pattern;

/** What every request carries besides HTTP itself. */
public final class Requests {
    /** The header with a request's id; taken from the caller when sane, and always sent back. */
    public static final HttpString ID_HEADER = HttpString.tryFromString("X-Request-Id");

    static final AttachmentKey<Mount.Visit> VISIT = AttachmentKey.create(Mount.Visit.class);
    private static final AttachmentKey<String> ID = AttachmentKey.create(String.class);
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private Requests() {
    }

    /** Returns the request's id: 1 to 64 letters, digits, dots, underscores and hyphens. */
    public static String id(HttpServerExchange exchange) {
        String id = exchange.getAttachment(ID);
        return id == null ? assignId(exchange) : id;
    }

    /** Returns the address the request came from, or an empty text when it is unknown. */
    public static String address(HttpServerExchange exchange) {
        var source = exchange.getSourceAddress();
        return source == null || source.getAddress() == null ? "" : source.getAddress().getHostAddress();
    }

    /**
     * Says that the answer has no near end (server-sent events, a followed log), so that a handler that is unmounted
     * need not wait for it. What is sent from then on may be cut.
     */
    public static void endless(HttpServerExchange exchange) {
        Mount.Visit visit = exchange.getAttachment(VISIT);
        if (visit != null) {
            visit.close();
        }
    }

    static String assignId(HttpServerExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst(ID_HEADER);
        String id = given != null && SANE.matcher(given).matches() ? given : UUID.randomUUID().toString();
        exchange.putAttachment(ID, id);
        exchange.getResponseHeaders().put(ID_HEADER, id);
        return id;
    }
}
