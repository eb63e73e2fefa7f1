package io.leengine.identity.oidc;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What the provider says of itself, and its keys. Both are kept for an hour; a token signed with a key that is not known
 * makes the keys be read again, so the provider may change them at any moment.
 */
final class Discovery {
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final Duration KEPT = Duration.ofHours(1);
    /** Forged tokens name keys nobody knows: those must not make us hammer the provider. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private record Read<T>(T value, long at) {
        boolean youngerThan(Duration age) {
            return System.nanoTime() - at < age.toNanos();
        }
    }

    private final ProviderSettings settings;
    private final Web web;
    private volatile Read<OIDCProviderMetadata> metadata;
    private volatile Read<JWKSet> keys;

    Discovery(ProviderSettings settings, Web web) {
        this.settings = settings;
        this.web = web;
    }

    OIDCProviderMetadata metadata(CallContext context) throws InterruptedException {
        Read<OIDCProviderMetadata> known = metadata;
        if (known != null && known.youngerThan(KEPT)) {
            return known.value();
        }
        String issuer = settings.issuer().toString();
        URI place = URI.create((issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + WELL_KNOWN);
        long now = System.nanoTime();
        try {
            OIDCProviderMetadata read = OIDCProviderMetadata.parse(web.get(context, place));
            if (!read.getIssuer().getValue().equals(issuer)) {
                throw web.troubled("The provider at " + issuer + " calls itself something else.", null);
            }
            if (read.getAuthorizationEndpointURI() == null || read.getTokenEndpointURI() == null
                    || read.getJWKSetURI() == null) {
                throw web.troubled("The provider does not say where its endpoints are.", null);
            }
            metadata = new Read<>(read, now);
            return read;
        } catch (ParseException e) {
            throw web.unreadable("The configuration", e);
        }
    }

    /** Returns the keys, for one call. */
    JWKSource<SecurityContext> keys(CallContext context, URI place) {
        return new JWKSource<>() {
            @Override
            public List<JWK> get(JWKSelector selector, SecurityContext nothing) throws KeySourceException {
                Read<JWKSet> known = keys;
                List<JWK> found = known != null && known.youngerThan(KEPT) ? selector.select(known.value()) : List.of();
                if (found.isEmpty() && (known == null || !known.youngerThan(PAUSE))) {
                    found = selector.select(read(context, place));
                }
                return found;
            }
        };
    }

    private JWKSet read(CallContext context, URI place) throws KeySourceException {
        long now = System.nanoTime();
        try {
            JWKSet read = JWKSet.parse(web.get(context, place));
            keys = new Read<>(read, now);
            return read;
        } catch (java.text.ParseException e) {
            throw new RemoteKeySourceException("The keys of the provider cannot be read", e);
        } catch (EngineException e) {
            throw new RemoteKeySourceException(e.getMessage(), e);
        } catch (InterruptedException e) {
            // The library knows no interrupts: the mark goes along, and is looked at when it comes back.
            Thread.currentThread().interrupt();
            throw new RemoteKeySourceException("Interrupted", e);
        }
    }
}
