package io.leengine.registry;

import static io.leengine.registry.RegistryClient.header;
import static io.leengine.registry.RegistryClient.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.leengine.engine.TokenKeys.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry makes of tokens that are forged, and of keys that come and go. */
class TokensTest extends RegistryTest {
    private static final String MANIFEST = "/v2/ann/a/manifests/v1";

    private TokenKey first;

    @BeforeEach
    void image() throws Exception {
        ann.image("ann/a", "v1", bytes(10));
        first = registry.keys.keys.getFirst();
    }

    private String token() throws Exception {
        return ann.token("&scope=repository:ann/a:pull");
    }

    private int status(String token) throws Exception {
        return client("Bearer " + token).status("GET", MANIFEST);
    }

    private static ECPrivateKey secret(TokenKey key) {
        return (ECPrivateKey) key.pair().getPrivate();
    }

    private static String forged(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws Exception {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader head(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).keyID(key).build();
    }

    @Test
    void onlyTheOneAlgorithmAndTheKnownKeysCount() throws Exception {
        String good = token();
        JWTClaimsSet claims = SignedJWT.parse(good).getJWTClaimsSet();
        assertEquals(200, status(forged(head(JWSAlgorithm.ES256, "first"), claims, new ECDSASigner(secret(first)))));
        String payload = good.split("\\.")[1];
        for (String none : List.of("none", "None", "NONE", "nOnE")) {
            String none64 = Base64.getUrlEncoder().withoutPadding().encodeToString(
                ("{\"alg\":\"" + none + "\",\"kid\":\"first\"}").getBytes(StandardCharsets.US_ASCII));
            assertEquals(401, status(none64 + "." + payload + "."), none);
            assertEquals(401, status(none64 + "." + payload + "." + good.split("\\.")[2]), none);
        }
        byte[] published = first.pair().getPublic().getEncoded();
        assertEquals(401, status(forged(head(JWSAlgorithm.HS256, "first"), claims, new MACSigner(published))));
        String text = text(nobody.get("/v2/token/keys"));
        assertEquals(401, status(forged(head(JWSAlgorithm.HS256, "first"), claims,
            new MACSigner(text.getBytes(StandardCharsets.UTF_8)))));
        ECPrivateKey strange = (ECPrivateKey) TestKeys.pair().getPrivate();
        assertEquals(401, status(forged(head(JWSAlgorithm.ES256, "first"), claims, new ECDSASigner(strange))));
        assertEquals(401, status(forged(head(JWSAlgorithm.ES256, "unknown"), claims, new ECDSASigner(secret(first)))));
        assertEquals(401, status(forged(new JWSHeader(JWSAlgorithm.ES256), claims, new ECDSASigner(secret(first)))));
    }

    @Test
    void aTokenThatBringsItsOwnKeyIsNotBelieved() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(token()).getJWTClaimsSet();
        ECKey own = new com.nimbusds.jose.jwk.gen.ECKeyGenerator(com.nimbusds.jose.jwk.Curve.P_256).generate();
        JWSHeader brings = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("first").jwk(own.toPublicJWK()).build();
        assertEquals(401, status(forged(brings, claims, new ECDSASigner(own))));
    }

    @Test
    void aTokenOfAnotherServiceOrIssuerOrWithoutAnEndIsRefused() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(token()).getJWTClaimsSet();
        JWSHeader header = head(JWSAlgorithm.ES256, "first");
        ECDSASigner signer = new ECDSASigner(secret(first));
        assertEquals(401, status(forged(header, new JWTClaimsSet.Builder(claims).audience("another").build(), signer)));
        assertEquals(401, status(forged(header, new JWTClaimsSet.Builder(claims).issuer("another").build(), signer)));
        assertEquals(401, status(forged(header, new JWTClaimsSet.Builder(claims).expirationTime(null).build(), signer)));
        assertEquals(401, status(forged(header, new JWTClaimsSet.Builder(claims)
            .expirationTime(Date.from(Instant.now().minusSeconds(60))).build(), signer)));
        assertEquals(401, status(forged(header, new JWTClaimsSet.Builder(claims).claim("access", "all").build(), signer)));
    }

    @Test
    void aTokenThatWasVerifiedOnceIsAskedForItsEndAndItsUserEachTime() throws Exception {
        String token = token();
        assertEquals(200, status(token));
        registry.access.ended.add("ann");
        assertEquals(401, status(token));
        registry.access.ended.clear();
        assertEquals(200, status(token));
        registry.ahead = Duration.ofMinutes(6);
        var ended = client("Bearer " + token).get(MANIFEST);
        assertEquals(401, ended.statusCode());
        // A pull that outlasts its token learns here which one to get next.
        assertTrue(header(ended, "WWW-Authenticate").endsWith("scope=\"repository:ann/a:pull\",error=\"invalid_token\""));
    }

    @Test
    void aKeyIsRotatedWithoutAnOutage() throws Exception {
        String before = token();
        Instant takesOver = Instant.now().plusSeconds(60);
        TokenKey next = TestKeys.key("second", takesOver, Optional.empty());
        registry.keys.keys = List.of(TestKeys.ending(first, takesOver.plusSeconds(600)), next);
        // It is published before it signs.
        assertEquals(List.of("first", "second"), published());
        assertEquals("first", SignedJWT.parse(token()).getHeader().getKeyID());
        registry.ahead = Duration.ofSeconds(70);
        String after = token();
        assertEquals("second", SignedJWT.parse(after).getHeader().getKeyID());
        assertEquals(200, status(before));
        assertEquals(200, status(after));
        // Once it has ended, not even a token that was verified before is good.
        registry.keys.keys = List.of(TestKeys.ending(first, takesOver.plusSeconds(5)), next);
        assertEquals(401, status(before));
        assertEquals(200, status(after));
        assertEquals(List.of("second"), published());
    }

    @Test
    void aKeyThatAnotherEngineHasJustMadeIsFound() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(token()).getJWTClaimsSet();
        TokenKey next = TestKeys.key("second", Instant.EPOCH, Optional.empty());
        String theirs = forged(head(JWSAlgorithm.ES256, "second"), claims, new ECDSASigner(secret(next)));
        assertEquals(401, status(theirs));
        registry.keys.news = Optional.of(List.of(first, next));
        assertEquals(200, status(theirs));
    }

    private List<String> published() throws Exception {
        return JWKSet.parse(text(nobody.get("/v2/token/keys"))).getKeys().stream().map(key -> key.getKeyID()).toList();
    }

    @Test
    void whoeverReadsThePublishedKeysCanVerifyATokenAndMakeNone() throws Exception {
        var answer = nobody.get("/v2/token/keys");
        assertEquals(200, answer.statusCode());
        assertEquals("application/jwk-set+json", header(answer, "Content-Type"));
        assertEquals("public, max-age=60", header(answer, "Cache-Control"));
        JWKSet keys = JWKSet.parse(text(answer));
        assertFalse(keys.containsNonPublicKeys());
        SignedJWT token = SignedJWT.parse(token());
        ECKey key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertEquals(JWSAlgorithm.ES256, key.getAlgorithm());
        assertTrue(token.verify(new ECDSAVerifier(key)));
        assertEquals(200, nobody.send("HEAD", "/v2/token/keys", null).statusCode());
        assertError(405, "UNSUPPORTED", nobody.send("POST", "/v2/token/keys", null));
    }
}
