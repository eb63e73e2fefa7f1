package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.Identity.Issued;
import io.leengine.engine.Reach;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Ids;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Session;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.model.Identifiers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Makes tokens, none of them stronger than what it is made with. */
final class TokenMint {
    private static final Duration SESSION = Duration.ofHours(12);
    private static final int LONGEST_NAME = 100;
    private static final int LEAST_SECONDS = 60;
    private static final long MOST_SECONDS = 366L * 86_400;

    private final Changes changes;
    private final Ids ids;
    private final Secrets secrets = new Secrets();

    TokenMint(Changes changes, Ids ids) {
        this.changes = changes;
        this.ids = ids;
    }

    /** Makes a session of a user who was recognized. */
    Issued session(Actor user) {
        Instant now = changes.now();
        return keep(user, "session.create", "les_", session -> new AccessToken(ids.next(), user.id(), "session", "", true,
            now, Optional.of(now.plus(SESSION)), Reach.FULL, user.name(), user.address(), Optional.empty(),
            Optional.empty()), token -> new Outcome(ResourceKind.USER, user.name(), "", user.id()));
    }

    /** Makes a token of a user. */
    Issued personal(Actor actor, String name, Optional<Duration> validity, Function<Session, Reach> reach) {
        return keep(actor, "token.create", "lep_", session -> made(actor, actor.id(), name, validity, reach.apply(session)),
            token -> new Outcome(ResourceKind.USER, actor.name(), Described.of(token), actor.id()));
    }

    /** Makes a token of a resource. */
    Issued deploy(Actor actor, ResourceKind kind, String name, Optional<Duration> validity,
            Function<Session, Reach> reach) {
        return keep(actor, "token.create", "led_", session -> made(actor, "", name, validity, reach.apply(session)),
            token -> new Outcome(kind, token.reach().only().orElseThrow().name(), Described.of(token), token.id()));
    }

    private AccessToken made(Actor actor, String user, String name, Optional<Duration> validity, Reach reach) {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw EngineException.invalid("name", "A token's name must have 1 to " + LONGEST_NAME + " characters.");
        }
        validity.ifPresent(time -> Identifiers.within("validitySeconds", time.toSeconds(), LEAST_SECONDS, MOST_SECONDS));
        Optional<Instant> end = validity.map(changes.now()::plus);
        Optional<Actor.Token> maker = actor.token().filter(token -> !token.session());
        maker.ifPresent(token -> notStronger(token, reach, end));
        return new AccessToken(ids.next(), user, name, "", false, changes.now(), end, reach, actor.name(), "",
            maker.map(Actor.Token::id), Optional.empty());
    }

    private static void notStronger(Actor.Token maker, Reach reach, Optional<Instant> end) {
        if (!reach.within(maker.reach())) {
            throw new EngineException(ErrorCode.FORBIDDEN, "A token cannot make one that reaches further than itself.")
                .withNextStep("Log in to make it, or ask for less.");
        }
        if (maker.expiresAt().filter(last -> end.isEmpty() || end.get().isAfter(last)).isPresent()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "A token cannot make one that lasts longer than itself.")
                .withField("validitySeconds").withNextStep("Log in to make it, or ask for a shorter validity.");
        }
    }

    private Issued keep(Actor actor, String action, String prefix, Function<Session, AccessToken> making,
            Function<AccessToken, Outcome> saying) {
        String secret = secrets.next(prefix);
        AccessToken[] kept = new AccessToken[1];
        // A secret is shown once and kept by nobody, so a repeat with the same key cannot be answered with it.
        changes.apply(actor.withoutKey(), action, session -> {
            session.users().deleteExpired(changes.now());
            kept[0] = making.apply(session).withSecretHash(Secrets.hash(secret));
            session.users().insert(kept[0]);
            return saying.apply(kept[0]);
        });
        return new Issued(kept[0], secret);
    }
}
