package io.leengine.registry;

import io.leengine.engine.RegistryAccess.Action;
import io.leengine.spi.registry.RegistryStorage;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One request that passed the gate.
 *
 * @param exchange the HTTP side
 * @param path what it addresses
 * @param caller who asks
 * @param storage where things are
 * @param patience how long a sender may stall; a receiver may for longer
 */
record Call(HttpServerExchange exchange, RegistryPath path, Caller caller, RegistryStorage storage, Duration patience) {
    static final HttpString CONTENT_DIGEST = HttpString.tryFromString("Docker-Content-Digest");
    private static final HttpString LINK = HttpString.tryFromString("Link");
    private static final int MOST = 1000;

    String method() {
        return exchange.getRequestMethod().toString();
    }

    boolean isHead() {
        return "HEAD".equals(method());
    }

    String repository() {
        return path.repository();
    }

    HeaderMap headers() {
        return exchange.getResponseHeaders();
    }

    Optional<String> header(HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    Optional<String> query(String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    /**
     * Takes over the request's content; once.
     *
     * @param broken what to say when it breaks off
     */
    Body body(RegistryError.Code broken) {
        return new Body(exchange, patience, broken);
    }

    /** Throws {@link Refused} unless the caller may do this with the path's repository. */
    void require(Action action) {
        if (!caller.may(repository(), action)) {
            throw new Refused(caller, repository(), action);
        }
    }

    /** Returns how many entries of a list are asked for. */
    int limit() {
        try {
            int limit = query("n").map(Integer::parseInt).orElse(MOST);
            if (limit >= 0) {
                return Math.min(limit, MOST);
            }
        } catch (NumberFormatException e) {
            // The same answer as for a negative number.
        }
        throw new RegistryError(RegistryError.Code.PAGINATION_NUMBER_INVALID, "'n' must be a number, 0 or more.");
    }

    /** Says where a list goes on. */
    void next(String path, int limit, String last) {
        next(path, limit, last, "");
    }

    /** As above, with more of the query, from its {@code &} on. */
    void next(String path, int limit, String last, String more) {
        headers().put(LINK, "<" + path + "?n=" + limit + "&last=" + URLEncoder.encode(last, StandardCharsets.UTF_8)
            + more + ">; rel=\"next\"");
    }

    void end(int status) {
        exchange.setStatusCode(status);
        exchange.endExchange();
    }

    void json(int status, String contentType, JsonNode body) {
        exchange.setStatusCode(status);
        headers().put(Headers.CONTENT_TYPE, contentType);
        exchange.getResponseSender().send(body.toString(), StandardCharsets.UTF_8);
    }

    static RegistryError unsupported(List<String> allowed) {
        return RegistryError.unsupported(allowed);
    }
}
