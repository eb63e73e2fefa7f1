package io.leengine.registry;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.leengine.engine.TokenKeys;
import io.leengine.engine.TokenKeys.TokenKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Makes and reads the registry's tokens: JWTs signed by ES256, and by nothing else whatever a token says of itself. The
 * header names the key. A token says who its bearer is and what it may do with which repository, for five minutes.
 */
final class Tokens {
    static final String SERVICE = "leengine";
    static final Duration LIFE = TokenKeys.TOKEN_LIFE;

    private static final String ISSUER = "leengine-registry";
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final TokenKeys keys;
    private final Clock clock;
    private final VerifiedTokens verified = new VerifiedTokens();

    Tokens(TokenKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    String mint(Caller.Bearer bearer) {
        Instant now = clock.instant();
        TokenKey key = signing(now);
        JWTClaimsSet claims = TokenClaims.of(bearer).issuer(ISSUER).audience(SERVICE)
            .issueTime(Date.from(now)).expirationTime(Date.from(now.plus(LIFE))).build();
        SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).type(JOSEObjectType.JWT).keyID(key.id())
            .build(), claims);
        try {
            token.sign(new ECDSASigner((ECPrivateKey) key.pair().getPrivate()));
        } catch (JOSEException e) {
            throw new IllegalStateException("Every Java platform has ECDSA on P-256", e);
        }
        return token.serialize();
    }

    /** The newest whose time has come; the first of all has no other to wait for, whatever the clock says. */
    private TokenKey signing(Instant now) {
        List<TokenKey> all = keys.published();
        return all.reversed().stream().filter(key -> !key.signsFrom().isAfter(now)).findFirst().orElseGet(all::getFirst);
    }

    /** Returns the bearer of a token that is ours and still good. */
    Optional<Caller.Bearer> read(String text, String requestId, String address) {
        Instant now = clock.instant();
        Optional<VerifiedTokens.Verified> known = verified.get(text);
        Optional<VerifiedTokens.Verified> good = known.isPresent() ? known : verify(text, now);
        return good.filter(token -> token.ends().isAfter(now) && key(token.key(), now).isPresent())
            .map(token -> token.bearer().asking(requestId, address));
    }

    private Optional<VerifiedTokens.Verified> verify(String text, Instant now) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSHeader header = token.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm()) || header.getKeyID() == null) {
                return Optional.empty();
            }
            Optional<TokenKey> key = key(header.getKeyID(), now);
            if (key.isEmpty() || !token.verify(new ECDSAVerifier((ECPublicKey) key.get().pair().getPublic()))) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            if (!ISSUER.equals(claims.getIssuer()) || !claims.getAudience().contains(SERVICE) || expires == null) {
                return Optional.empty();
            }
            VerifiedTokens.Verified good = new VerifiedTokens.Verified(TokenClaims.bearer(claims), key.get().id(),
                expires.toInstant().plus(SKEW));
            verified.put(text, good, now);
            return Optional.of(good);
        } catch (ParseException | JOSEException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            // Not one of ours; what is wrong with it is nobody's business.
            return Optional.empty();
        }
    }

    /** Returns a key that has not ended. One that is not known here may just have been made by another engine. */
    private Optional<TokenKey> key(String id, Instant now) {
        return find(keys.published(), id, now).or(() -> find(keys.reread(), id, now));
    }

    private static Optional<TokenKey> find(List<TokenKey> all, String id, Instant now) {
        return all.stream().filter(key -> key.id().equals(id) && key.endsAt().filter(end -> !end.isAfter(now)).isEmpty())
            .findFirst();
    }

    /** Returns the public halves of the keys that have not ended, as a JSON Web Key Set (RFC 7517). */
    String keySet() {
        Instant now = clock.instant();
        return new JWKSet(keys.published().stream().filter(key -> key.endsAt().filter(end -> !end.isAfter(now)).isEmpty())
            .map(Tokens::publicHalf).toList()).toString(true);
    }

    private static JWK publicHalf(TokenKey key) {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) key.pair().getPublic()).keyID(key.id())
            .keyUse(KeyUse.SIGNATURE).algorithm(JWSAlgorithm.ES256).build();
    }
}
