package io.leengine.engine.change;

import io.leengine.engine.Actor;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.store.JournalRows.Answered;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes desired state, activity and the operation of what goes on from there in one transaction, and a request with an
 * idempotency key only once: the key is written in that same transaction, so a crash leaves all or nothing.
 */
public final class Changes {
    private final Store store;
    private final Clock clock;
    private final Ids ids = new Ids();

    /** Over a store. */
    public Changes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Does a change once.
     *
     * @param action what it is called in activity, for example {@code application.deploy}
     * @param work checks, writes, and says what it did
     * @return the id of what was made, by this request or by an earlier one with the same key
     */
    public String apply(Actor actor, String action, Function<Session, Outcome> work) {
        try {
            return attempt(actor, action, work);
        } catch (EngineException e) {
            if (e.code().kind() != ErrorCode.Kind.USER || actor.idempotency().isEmpty()) {
                throw e;
            }
            // Perhaps the very same request came first by a hair, and this is its effect: then its answer is ours.
            return earlier(actor).orElseThrow(() -> e);
        }
    }

    /** Returns the time changes are stamped with. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns the id of what the very same request made earlier; a repeat needs no more than this. */
    public Optional<String> earlier(Actor actor) {
        return store.read(session -> answered(session, actor));
    }

    private String attempt(Actor actor, String action, Function<Session, Outcome> work) {
        return store.write(session -> {
            Optional<String> earlier = answered(session, actor);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            Outcome outcome = work.apply(session);
            session.journal().append(new Activity(0, now(), actor.name(), action, outcome.kind(), outcome.resource(),
                outcome.detail(), actor.address(), actor.requestId(), "ok"));
            if (Operation.isLong(action)) {
                session.operations().insert(new Operation(ids.next(), action, outcome.kind(), outcome.resource(),
                    outcome.result(), Operation.State.RUNNING, "It begins.", Optional.empty(), actor.id(), actor.name(),
                    now(), Optional.empty()));
            }
            actor.idempotency().ifPresent(key -> session.journal().insert(owner(actor), key.key(),
                new Answered(key.fingerprint(), outcome.result(), now())));
            return outcome.result();
        });
    }

    private static Optional<String> answered(Session session, Actor actor) {
        return actor.idempotency().flatMap(key -> session.journal().answered(owner(actor), key.key()).map(answer -> {
            if (!answer.fingerprint().equals(key.fingerprint())) {
                throw new EngineException(ErrorCode.CONFLICT,
                    "This idempotency key was used for another request.").withField("Idempotency-Key")
                    .withNextStep("Use a new key for a new request.");
            }
            return answer.result();
        }));
    }

    private static String owner(Actor actor) {
        return actor.kind() + ":" + actor.id();
    }
}
