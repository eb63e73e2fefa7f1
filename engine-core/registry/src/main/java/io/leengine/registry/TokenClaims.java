package io.leengine.registry;

import com.nimbusds.jwt.JWTClaimsSet;
import io.leengine.engine.Actor;
import io.leengine.engine.Reach;
import io.leengine.engine.RegistryAccess.Action;
import io.leengine.engine.domain.Role;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a token says of its bearer: {@code access} as the Docker token protocol has it, and what the engine wants to know. */
final class TokenClaims {
    /** What was granted is in the token; beyond that its bearer has nothing. */
    private static final Reach NOTHING_MORE = new Reach(Role.GUEST, Set.of(), Optional.empty(), false);

    private TokenClaims() {
    }

    static JWTClaimsSet.Builder of(Caller.Bearer bearer) {
        List<Map<String, Object>> access = entries(bearer.granted());
        if (bearer.mayListAll()) {
            access.add(Map.of("type", "registry", "name", "catalog", "actions", List.of("*")));
        }
        Actor actor = bearer.actor();
        return new JWTClaimsSet.Builder().subject(actor.id())
            .claim("kind", actor.kind().name()).claim("name", actor.name())
            .claim("administrator", actor.administrator()).claim("access", access)
            .claim("refused", entries(bearer.refused())).claim("begun", bearer.begun().stream().sorted().toList())
            .claim("since", bearer.since().toEpochMilli()).claim("token", actor.token().map(Actor.Token::id).orElse(null))
            .claim("token_name", actor.token().map(Actor.Token::name).orElse(null))
            .claim("session", actor.token().map(Actor.Token::session).orElse(null));
    }

    private static List<Map<String, Object>> entries(Map<String, Set<Action>> all) {
        List<Map<String, Object>> entries = new ArrayList<>();
        all.forEach((repository, actions) -> entries.add(Map.of("type", "repository", "name", repository,
            "actions", actions.stream().map(action -> action.name().toLowerCase(Locale.ROOT)).sorted().toList())));
        return entries;
    }

    /** Returns the bearer, of no request. */
    static Caller.Bearer bearer(JWTClaimsSet claims) throws ParseException {
        Actor actor = new Actor(Actor.Kind.valueOf(claims.getStringClaim("kind")), claims.getSubject(),
            claims.getStringClaim("name"), claims.getBooleanClaim("administrator"), "", "");
        String token = claims.getStringClaim("token");
        if (token != null) {
            actor = actor.with(new Actor.Token(token, claims.getStringClaim("token_name"),
                claims.getBooleanClaim("session"), NOTHING_MORE, Optional.empty()));
        }
        List<?> access = claims.getListClaim("access");
        boolean catalog = access.stream().anyMatch(each -> "registry".equals(((Map<?, ?>) each).get("type")));
        return new Caller.Bearer(actor, repositories(access), repositories(claims.getListClaim("refused")),
            Set.copyOf(claims.getStringListClaim("begun")), catalog, Instant.ofEpochMilli(claims.getLongClaim("since")));
    }

    private static Map<String, Set<Action>> repositories(List<?> entries) {
        Map<String, Set<Action>> all = new HashMap<>();
        for (Object each : entries) {
            Map<?, ?> entry = (Map<?, ?>) each;
            if ("repository".equals(entry.get("type"))) {
                Set<Action> actions = EnumSet.noneOf(Action.class);
                ((List<?>) entry.get("actions"))
                    .forEach(action -> actions.add(Action.valueOf(action.toString().toUpperCase(Locale.ROOT))));
                all.put((String) entry.get("name"), actions);
            }
        }
        return all;
    }
}
