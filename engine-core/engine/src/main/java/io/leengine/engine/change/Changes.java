package io.leengine.engine.change;

import io.leengine.engine.Actor;
import io.leengine.engine.DryRun;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.Operation;
import io.leengine.engine.store.JournalRows.Answered;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes desired state, activity and the operation of what goes on from there in one transaction, and a request with an
 * idempotency key only once: the key is written in that same transaction, so a crash leaves all or nothing.
 */
public final class Changes {
    private static final System.Logger LOG = System.getLogger(Changes.class.getName());
    private static final Set<ErrorCode> TOLD = EnumSet.of(ErrorCode.FORBIDDEN, ErrorCode.CONFLICT,
        ErrorCode.QUOTA_EXCEEDED);

    private final Store store;
    private final Clock clock;
    private final Refusals refusals = new Refusals();
    private final Ids ids = new Ids();

    /** Over a store. */
    public Changes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Does a change once.
     *
     * @param action what it is called in activity, for example {@code application.deploy}; some are counted a day, see
     *     {@link io.leengine.engine.domain.CountedOperation}
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

    /**
     * Does a change once, and if it is refused for lack of a role, for a conflict or for a quota, leaves that in activity
     * too: in a transaction of its own, and only so many a minute of each actor.
     *
     * @param subject what shall be changed
     */
    public String apply(Actor actor, String action, Subject subject, Function<Session, Outcome> work) {
        try {
            return apply(actor, action, work);
        } catch (EngineException e) {
            if (TOLD.contains(e.code()) && actor.kind() != Actor.Kind.ANONYMOUS && !DryRun.isTried()
                    && refusals.admits(owner(actor), now())) {
                note(actor, action, subject, e);
            }
            throw e;
        }
    }

    private void note(Actor actor, String action, Subject subject, EngineException refusal) {
        try {
            store.write(session -> {
                session.journal().append(activity(actor, action, new Outcome(subject.kind(), subject.resource(),
                    refusal.getMessage(), ""), refusal.code().name()));
                return null;
            });
        } catch (EngineException e) {
            // The caller is told of the refusal, and not that it could not be written down.
            LOG.log(System.Logger.Level.WARNING, "[{0}] {1} of {2}: {3}, which activity lacks: {4}", actor.requestId(),
                action, subject.resource(), refusal.code(), e.getMessage());
        }
    }

    private Activity activity(Actor actor, String action, Outcome outcome, String result) {
        return new Activity(0, now(), actor.name(), actor.id(), actor.kind().name().toLowerCase(Locale.ROOT), action,
            outcome.kind(), outcome.resource(), detail(actor, outcome), outcome.difference().before(),
            outcome.difference().after(), actor.address(), actor.requestId(), result);
    }

    /** Returns the time changes are stamped with. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns the id of what the very same request made earlier; a repeat needs no more than this. */
    public Optional<String> earlier(Actor actor) {
        Optional<String> found = store.read(session -> answered(session, actor));
        // As a write, which ends when all it has seen is on the disk: the first request may still wait for that.
        return found.isEmpty() ? found : store.write(session -> answered(session, actor));
    }

    private String attempt(Actor actor, String action, Function<Session, Outcome> work) {
        return store.write(session -> {
            Optional<String> earlier = answered(session, actor);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            Outcome outcome = work.apply(session);
            Activity activity = activity(actor, action, outcome, Activity.OK);
            session.journal().append(activity);
            outcome.others().forEach(other -> session.journal().append(activity(actor, other.action(),
                new Outcome(other.kind(), other.resource(), other.detail(), ""), Activity.OK)));
            OperationCounts.count(session, actor, action, outcome, activity.at());
            if (Operation.isLong(action)) {
                session.operations().insert(new Operation(ids.next(), action, outcome.kind(), outcome.resource(),
                    outcome.result(), Operation.State.RUNNING, "It begins.", Optional.empty(), actor.id(), actor.name(),
                    activity.at(), Optional.empty()));
            }
            // Whatever can refuse a change comes before this.
            DryRun.end(activity);
            actor.idempotency().ifPresent(key -> session.journal().insert(owner(actor), key.key(),
                new Answered(key.fingerprint(), outcome.result(), now())));
            return outcome.result();
        });
    }

    private static Optional<String> answered(Session session, Actor actor) {
        // What is only tried neither is a repeat nor uses its key up.
        return actor.idempotency().filter(_ -> !DryRun.isTried())
            .flatMap(key -> session.journal().answered(owner(actor), key.key()).map(answer -> {
                if (!answer.fingerprint().equals(key.fingerprint())) {
                    throw new EngineException(ErrorCode.CONFLICT,
                        "This idempotency key was used for another request.").withField("Idempotency-Key")
                        .withNextStep("Use a new key for a new request.");
                }
                return answer.result();
            }));
    }

    /** What a token did is told from what its holder did. */
    private static String detail(Actor actor, Outcome outcome) {
        return actor.token().filter(token -> !token.session() && actor.kind() == Actor.Kind.USER)
            .map(token -> (outcome.detail() + " (with the token '" + token.name() + "')").strip())
            .orElse(outcome.detail());
    }

    private static String owner(Actor actor) {
        return actor.kind() + ":" + actor.id();
    }
}
