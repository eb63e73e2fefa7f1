package io.leengine.rest.http;

import io.leengine.engine.Actor;
import io.leengine.model.Digest;
import io.leengine.model.EngineException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;

/** Reads the header {@code Idempotency-Key}. */
final class IdempotencyKeys {
    private static final String NAME = "Idempotency-Key";
    private static final HttpString HEADER = HttpString.tryFromString(NAME);
    private static final int LONGEST = 255;

    private IdempotencyKeys() {
    }

    /** Returns the actor with the key of this request, if the route takes one and it has one. */
    static Actor known(Actor actor, Route route, HttpServerExchange exchange, byte[] body) {
        String key = exchange.getRequestHeaders().getFirst(HEADER);
        if (key == null || !route.idempotencyKey()) {
            return actor;
        }
        if (key.isEmpty() || key.length() > LONGEST || key.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw EngineException.invalid(NAME, "'Idempotency-Key' must be 1 to 255 printable ASCII characters.");
        }
        return actor.with(new Actor.IdempotencyKey(key, fingerprint(route, exchange, body)));
    }

    private static String fingerprint(Route route, HttpServerExchange exchange, byte[] body) {
        var digest = Digest.newMessageDigest();
        digest.update((route.method() + "\n" + exchange.getRequestURI() + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(body);
        return Digest.finish(digest).hex();
    }
}
