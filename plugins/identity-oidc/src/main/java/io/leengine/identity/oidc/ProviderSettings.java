package io.leengine.identity.oidc;

import io.leengine.model.EngineException;
import io.leengine.spi.identity.LogInPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What an operator has set, checked.
 *
 * @param name the configured name
 * @param issuer the provider's own name for itself; its configuration is found below it
 * @param clientId the platform's name at the provider
 * @param clientSecret shows that it is the platform
 * @param callback where the provider sends browsers: the engine's {@code /api/v1/log-ins/callback}, as it is known outside
 * @param scopes what is asked for; {@code openid} among it
 * @param userNameClaim the claim that holds the user's name
 * @param groupsClaim the claim that holds the groups
 * @param allowedGroups the groups of which one must be there; empty when everybody may come
 * @param skew how far the clocks may be apart
 * @param policy what the engine acts by
 */
record ProviderSettings(String name, URI issuer, String clientId, String clientSecret, URI callback, List<String> scopes,
        String userNameClaim, String groupsClaim, Set<String> allowedGroups, Duration skew, LogInPolicy policy) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    ProviderSettings {
        scopes = List.copyOf(scopes);
        allowedGroups = Set.copyOf(allowedGroups);
        address("issuer", issuer);
        address("callback", callback);
        if (clientId.isBlank()) {
            throw EngineException.invalid("clientId", "The client id is missing.");
        }
        if (!scopes.contains("openid")) {
            throw EngineException.invalid("scopes", "'openid' must be among the scopes.");
        }
    }

    /** Whoever can read along could be anybody, so plain HTTP is for this machine only. */
    private static void address(String field, URI address) {
        boolean plain = "http".equals(address.getScheme()) && LOOPBACK.contains(String.valueOf(address.getHost()));
        if (address.getHost() == null || !plain && !"https".equals(address.getScheme())
                || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw EngineException.invalid(field, "'" + field + "' must be an address that begins with https:// (http:// only "
                + "on this machine), without a query.");
        }
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "ProviderSettings[" + name + ", " + issuer + "]";
    }
}
