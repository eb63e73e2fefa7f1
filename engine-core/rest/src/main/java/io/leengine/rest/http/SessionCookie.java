package io.leengine.rest.http;

import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;

/**
 * A browser's session: a cookie that scripts cannot read and other sites cannot send, and a second token that only scripts
 * of the same origin can read and have to send with every change. That one follows from the session's secret, so nothing
 * has to be kept, and the secret does not follow from it.
 */
public final class SessionCookie {
    /** The header for the token against cross-site request forgery. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    /** How long a session lasts. */
    public static final Duration LIFE = Duration.ofHours(12);

    private static final HttpString CSRF = HttpString.tryFromString(CSRF_HEADER);
    private static final HttpString FORWARDED_PROTO = HttpString.tryFromString("X-Forwarded-Proto");
    private static final String NAME = "leengine-session";
    // A browser takes this name only over TLS and only from this very host, so no other host can put a cookie in our place.
    private static final String SECURE_NAME = "__Host-" + NAME;

    private final HttpServerExchange exchange;

    SessionCookie(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** Returns the session's secret as the cookie has it; empty for none. */
    public String token() {
        Cookie cookie = exchange.getRequestCookie(name());
        return cookie == null || cookie.getValue() == null ? "" : cookie.getValue();
    }

    /** Returns what scripts send with a session's changes. */
    public static String csrf(String token) {
        MessageDigest digest = Digest.newMessageDigest();
        byte[] sum = digest.digest(("csrf:" + token).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    }

    /** Throws {@code FORBIDDEN} for a change that does not show that it comes from the same origin. */
    void requireSameOrigin() {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
            return;
        }
        String sent = exchange.getRequestHeaders().getFirst(CSRF);
        if (sent == null || !MessageDigest.isEqual(csrf(token()).getBytes(StandardCharsets.UTF_8),
                sent.getBytes(StandardCharsets.UTF_8))) {
            throw new EngineException(ErrorCode.FORBIDDEN, "A change with a session's cookie needs the header "
                + CSRF_HEADER + (sent == null ? "." : ", and this is not the session's.")).withField(CSRF_HEADER)
                .withNextStep("Send 'csrfToken' of GET " + Call.BASE + "/sessions/current in it.");
        }
    }

    /**
     * Throws {@code FORBIDDEN} for a WebSocket that a page of another origin opens: a browser sends the cookie with it, lets
     * its scripts read what comes back, and asks nobody. It always says from which origin the page is.
     */
    void requireOwnOrigin() {
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        // A page that came without TLS may be anybody's, also one of this host's name.
        boolean same = ("https://" + host).equalsIgnoreCase(origin) || !secure() && ("http://" + host).equalsIgnoreCase(origin);
        if (host == null || !same) {
            throw new EngineException(ErrorCode.FORBIDDEN, "A WebSocket with a session's cookie is for pages of this very "
                + "host, and " + (origin == null ? "the header Origin is absent." : "Origin names another one."))
                .withField("Origin").withNextStep("Send a token in the header Authorization, or open it from the console.");
        }
    }

    /** Returns the header's value that sets the cookie. */
    public String setting(String token, Duration life) {
        return name() + "=" + token + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Strict"
            + (secure() ? "; Secure" : "");
    }

    /** Returns the header's value that takes the cookie away. */
    public String clearing() {
        return setting("", Duration.ZERO);
    }

    /** Returns whether the browser talks TLS, to this engine or to the proxy in front of it. */
    public boolean secure() {
        return "https".equalsIgnoreCase(exchange.getRequestScheme())
            || "https".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(FORWARDED_PROTO));
    }

    private String name() {
        return secure() ? SECURE_NAME : NAME;
    }
}
