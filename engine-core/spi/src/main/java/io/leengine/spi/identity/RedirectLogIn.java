package io.leengine.spi.identity;

import io.leengine.spi.CallContext;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Ability of an {@link IdentityProvider}: a browser is sent to it and comes back with the answer, as with OpenID Connect. It
 * comes back to the engine's {@code /api/v1/log-ins/callback}; the part's settings say under which address that is known to
 * the provider.
 */
@ConsumerType
public interface RedirectLogIn {
    /**
     * Begins a log-in. Each call makes another state, which cannot be guessed (128 bits at least).
     *
     * @return where to send the browser, and what is needed at the end
     */
    LogInStart begin(CallContext context) throws InterruptedException;

    /**
     * Ends a log-in. The engine calls it once for each start, and has checked that the browser is the one that began.
     *
     * @param start what {@link #begin} returned, of this part or one before it or beside it
     * @param answer the query parameters the browser came back with, the state among them
     * @throws io.leengine.model.EngineException {@code UNAUTHENTICATED} when the answer is not the one to this start, is a
     *     refusal, or has been used or expired
     */
    Person finish(CallContext context, LogInStart start, Map<String, String> answer) throws InterruptedException;
}
