package io.leengine.registry;

import io.leengine.engine.Actor;
import io.leengine.engine.RegistryAccess;
import io.leengine.http.Requests;
import io.leengine.model.Credentials;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out who asks, and how to ask for more. */
final class Gate {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}(?::\\d{1,5})?|\\[[0-9a-fA-F:.]+](?::\\d{1,5})?");

    private final RegistryAccess access;
    private final Tokens tokens;

    Gate(RegistryAccess access, Tokens tokens) {
        this.access = access;
        this.tokens = tokens;
    }

    /**
     * Returns who makes a request; {@code UNAUTHORIZED} for credentials that are wrong.
     *
     * @param scope of a token that would do for it
     */
    Caller caller(HttpServerExchange exchange, String scope) {
        String header = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return tokens.read(header.substring(7).strip(), Requests.id(exchange), Requests.address(exchange))
                .filter(bearer -> access.counts(bearer.actor(), bearer.since()))
                .<Caller>map(bearer -> bearer.begun().isEmpty() ? bearer : new Caller.Beginner(bearer, access))
                .orElseThrow(() -> new RegistryError(RegistryError.Code.UNAUTHORIZED,
                    "The token is not good, or no longer.", scope, "invalid_token"));
        }
        return new Caller.Direct(basic(header).map(given -> actor(given, exchange)).orElseGet(
            () -> Actor.anonymous(Requests.id(exchange), Requests.address(exchange))), access);
    }

    Actor actor(Credentials given, HttpServerExchange exchange) {
        return access.authenticate(given.name(), given.secret(), Requests.id(exchange), Requests.address(exchange));
    }

    /** Returns the credentials of a Basic authorization; empty when there is no authorization at all. */
    static Optional<Credentials> basic(String header) {
        if (header == null) {
            return Optional.empty();
        }
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "Only Basic and Bearer authorization is known.");
        }
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return Optional.of(new Credentials(pair.substring(0, colon), pair.substring(colon + 1)));
            }
        } catch (IllegalArgumentException e) {
            // No base64: falls through to the same answer, which must not repeat what was sent.
        }
        throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "The Basic authorization cannot be read.");
    }

    Actor resumed(String offlineToken, HttpServerExchange exchange) {
        return access.resume(offlineToken, Requests.id(exchange), Requests.address(exchange));
    }

    /**
     * Tells a client where to get a token, and which one.
     *
     * @param fault what is wrong with the token it sent; empty when that is not it
     */
    static void challenge(HttpServerExchange exchange, String scope, String fault) {
        String challenge = "Bearer realm=\"" + origin(exchange) + "/v2/token\",service=\"" + Tokens.SERVICE + "\""
            + (scope.isEmpty() ? "" : ",scope=\"" + scope + "\"")
            + (fault.isEmpty() ? "" : ",error=\"" + fault + "\"");
        exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, challenge);
    }

    private static String origin(HttpServerExchange exchange) {
        String forwarded = exchange.getRequestHeaders().getFirst("X-Forwarded-Proto");
        String scheme = "https".equals(forwarded) ? "https" : exchange.getRequestScheme().toLowerCase(Locale.ROOT);
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        if (host == null || !HOST.matcher(host).matches()) {
            throw new RegistryError(RegistryError.Code.UNAUTHORIZED, "The request has no proper Host header.");
        }
        return scheme + "://" + host;
    }
}
