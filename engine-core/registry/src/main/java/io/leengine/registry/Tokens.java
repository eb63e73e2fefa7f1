package io.leengine.registry;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.leengine.engine.Actor;
import io.leengine.engine.Reach;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.domain.Role;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes and reads the registry's tokens: JWTs signed with a key that all engines of the platform share. A token says who
 * its bearer is and what it may do with which repository, for five minutes.
 */
final class Tokens {
    static final String SERVICE = "leengine";
    static final Duration LIFE = Duration.ofMinutes(5);

    private static final String ISSUER = "leengine-registry";
    private static final Duration SKEW = Duration.ofSeconds(30);
    /** What was granted is in the token; beyond that its bearer has nothing. */
    private static final Reach NOTHING_MORE = new Reach(Role.GUEST, Set.of(), Optional.empty(), false);

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final Clock clock;

    Tokens(byte[] key, Clock clock) {
        try {
            this.signer = new MACSigner(key);
            this.verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The key for registry tokens must have 32 bytes", e);
        }
        this.clock = clock;
    }

    String mint(Caller.Bearer bearer) {
        Instant now = clock.instant();
        List<Map<String, Object>> access = new ArrayList<>();
        bearer.granted().forEach((repository, actions) -> access.add(Map.of("type", "repository", "name", repository,
            "actions", actions.stream().map(action -> action.name().toLowerCase(Locale.ROOT)).sorted().toList())));
        if (bearer.mayListAll()) {
            access.add(Map.of("type", "registry", "name", "catalog", "actions", List.of("*")));
        }
        Actor actor = bearer.actor();
        JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(ISSUER).audience(SERVICE).subject(actor.id())
            .issueTime(Date.from(now)).expirationTime(Date.from(now.plus(LIFE)))
            .claim("kind", actor.kind().name()).claim("name", actor.name())
            .claim("administrator", actor.administrator()).claim("access", access)
            .claim("since", bearer.since().toEpochMilli()).claim("token", actor.token().map(Actor.Token::id).orElse(null))
            .claim("token_name", actor.token().map(Actor.Token::name).orElse(null))
            .claim("session", actor.token().map(Actor.Token::session).orElse(null)).build();
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("Every Java platform has HMAC with SHA-256", e);
        }
        return token.serialize();
    }

    /** Returns the bearer of a token that is ours and still good; the library compares in constant time. */
    Optional<Caller.Bearer> read(String text, String requestId, String address) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) || !token.verify(verifier)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            if (!ISSUER.equals(claims.getIssuer()) || !claims.getAudience().contains(SERVICE) || expires == null
                    || expires.toInstant().plus(SKEW).isBefore(clock.instant())) {
                return Optional.empty();
            }
            return Optional.of(bearer(claims, requestId, address));
        } catch (ParseException | JOSEException | IllegalArgumentException | NullPointerException e) {
            // Not one of ours; what is wrong with it is nobody's business.
            return Optional.empty();
        }
    }

    private static Caller.Bearer bearer(JWTClaimsSet claims, String requestId, String address) throws ParseException {
        Actor actor = new Actor(Actor.Kind.valueOf(claims.getStringClaim("kind")), claims.getSubject(),
            claims.getStringClaim("name"), claims.getBooleanClaim("administrator"), requestId, address);
        String token = claims.getStringClaim("token");
        if (token != null) {
            actor = actor.with(new Actor.Token(token, claims.getStringClaim("token_name"),
                claims.getBooleanClaim("session"), NOTHING_MORE, Optional.empty()));
        }
        Map<String, Set<Action>> granted = new HashMap<>();
        boolean catalog = false;
        for (Object each : claims.getListClaim("access")) {
            Map<?, ?> entry = (Map<?, ?>) each;
            if ("registry".equals(entry.get("type"))) {
                catalog = true;
            } else {
                Set<Action> actions = EnumSet.noneOf(Action.class);
                ((List<?>) entry.get("actions"))
                    .forEach(action -> actions.add(Action.valueOf(action.toString().toUpperCase(Locale.ROOT))));
                granted.put((String) entry.get("name"), actions);
            }
        }
        return new Caller.Bearer(actor, granted, catalog, Instant.ofEpochMilli(claims.getLongClaim("since")));
    }
}
