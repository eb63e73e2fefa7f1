package io.leengine.rest.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;

/**
 * Shows that the browser that comes back from an identity provider is the one that went there. It is sent along when another
 * site sends the browser here, as the provider does, and is good for one log-in and ten minutes.
 */
public final class LogInCookie {
    private static final String NAME = "leengine-log-in";
    private static final String PATH = Call.BASE + "/log-ins";
    private static final int SECONDS = 600;

    private final HttpServerExchange exchange;

    LogInCookie(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    /** Returns the secret; empty for none. */
    public String secret() {
        Cookie cookie = exchange.getRequestCookie(NAME);
        return cookie == null || cookie.getValue() == null ? "" : cookie.getValue();
    }

    /** Returns the header's value that sets the cookie. */
    public String setting(String secret) {
        return NAME + "=" + secret + "; Path=" + PATH + "; Max-Age=" + SECONDS + "; HttpOnly; SameSite=Lax"
            + (new SessionCookie(exchange).secure() ? "; Secure" : "");
    }
}
