package io.leengine.engine.identity;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.AccessToken;
import io.leengine.engine.domain.User;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells whether a token or a user still counts. */
final class Standing {
    private static final System.Logger LOG = System.getLogger(Standing.class.getName());
    private static final Duration USE_NOTED = Duration.ofMinutes(5);

    /** A token with whose it is; no user for a deploy token. */
    private record Known(AccessToken token, Optional<User> user) {
    }

    private final Store store;
    private final Clock clock;
    private final Recent<Optional<Known>> bySecret;
    private final Recent<Optional<Known>> byId;
    private final Recent<Optional<User>> users;

    Standing(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.bySecret = new Recent<>(clock);
        this.byId = new Recent<>(clock);
        this.users = new Recent<>(clock);
    }

    /** Returns who sends a token. */
    Actor actor(String secret, String requestId, String address) {
        String hash = Secrets.hash(secret);
        Known known = bySecret.get(hash, () -> {
            Optional<Known> found = store.read(session -> session.users().tokenByHash(hash)
                .flatMap(token -> known(session, token)));
            found.filter(this::counts).ifPresent(this::noteUse);
            return found;
        }).filter(this::counts).orElseThrow(Standing::unknownToken);
        return actor(known, requestId, address);
    }

    /** Returns who has a token, by its id. */
    Actor holder(String token, String requestId, String address) {
        return actor(byId(token).filter(this::counts).orElseThrow(Standing::unknownToken), requestId, address);
    }

    /** Returns a user, by id. */
    Actor user(String id, String requestId, String address) {
        User user = byUser(id).orElseThrow(Standing::unknownToken);
        return new Actor(Actor.Kind.USER, user.id(), user.name(), user.administrator(), requestId, address);
    }

    private static Actor actor(Known known, String requestId, String address) {
        AccessToken token = known.token();
        Actor.Token own = new Actor.Token(token.id(), token.name(), token.session(), token.reach(), token.expiresAt());
        return known.user().map(user -> new Actor(Actor.Kind.USER, user.id(), user.name(),
                user.administrator() && token.reach().bossSide(), requestId, address))
            .orElseGet(() -> new Actor(Actor.Kind.DEPLOY_TOKEN, token.id(), "deploy-token " + token.name(), false,
                requestId, address))
            .with(own);
    }

    /** Returns whether what was granted to an actor at a time still counts. */
    boolean counts(Actor actor, Instant since) {
        return switch (actor.kind()) {
            case USER -> byUser(actor.id()).filter(user -> !user.disabled() && (actor.token().isPresent()
                    || user.credentialsSince().filter(since::isBefore).isEmpty())).isPresent()
                && actor.token().map(token -> counts(token.id())).orElse(true);
            case DEPLOY_TOKEN -> counts(actor.id());
            default -> true;
        };
    }

    /** Forgets what was read: something was taken back here. */
    void forget() {
        bySecret.forget();
        byId.forget();
        users.forget();
    }

    private boolean counts(String token) {
        return byId(token).filter(this::counts).isPresent();
    }

    private Optional<Known> byId(String token) {
        return byId.get(token, () -> store.read(session -> session.users().token(token)
            .flatMap(found -> known(session, found))));
    }

    private Optional<User> byUser(String id) {
        return users.get(id, () -> store.read(session -> session.users().byId(id)));
    }

    private boolean counts(Known known) {
        return !known.token().ended(clock.instant()) && known.user().filter(User::disabled).isEmpty();
    }

    private static Optional<Known> known(Session session, AccessToken token) {
        return token.deploy() ? Optional.of(new Known(token, Optional.empty()))
            : session.users().byId(token.user()).map(user -> new Known(token, Optional.of(user)));
    }

    /** Coarsely, so that requests do not become writes. */
    private void noteUse(Known known) {
        Instant now = clock.instant();
        if (known.token().lastUsedAt().filter(last -> last.plus(USE_NOTED).isAfter(now)).isPresent()) {
            return;
        }
        try {
            store.write(session -> {
                session.users().setUsed(known.token().id(), now);
                return null;
            });
        } catch (EngineException e) {
            // Whoever asks must not suffer from it.
            LOG.log(System.Logger.Level.DEBUG, "The use of a token was not noted", e);
        }
    }

    private static EngineException unknownToken() {
        return new EngineException(ErrorCode.UNAUTHENTICATED, "The token is unknown or has ended.")
            .withNextStep("Log in again with 'leengine login'.");
    }
}
