package io.leengine.engine.swap;

import io.leengine.engine.Actor;
import io.leengine.engine.Page;
import io.leengine.engine.change.Changes;
import io.leengine.engine.change.Difference;
import io.leengine.engine.change.Outcome;
import io.leengine.engine.domain.Activity;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.domain.RunningEngine;
import io.leengine.engine.domain.Swap;
import io.leengine.engine.seam.Backoff;
import io.leengine.engine.store.Session;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Keeps what is swapped, by whom and how it ended; allows one at a time. */
final class SwapRecords {
    private static final System.Logger LOG = System.getLogger(SwapRecords.class.getName());

    /**
     * What a swap took.
     *
     * @param gap how long the old had gone before the new was there
     * @param touched the bundles that were started or stopped
     */
    record Taken(Duration gap, List<String> touched) {
        static Taken nothing() {
            return new Taken(Duration.ZERO, List.of());
        }
    }

    private final Store store;
    private final Changes changes;
    private final String place;

    /**
     * @param place the data folder among those of several engines; empty when there is only this one
     */
    SwapRecords(Store store, Changes changes, String place) {
        this.store = store;
        this.place = place;
        this.changes = changes;
    }

    /**
     * Begins a swap, in one transaction with whatever belongs to it; {@code CONFLICT} while another is under way.
     *
     * @param draft its number, state, message and times are set here
     * @param more written in the same transaction
     */
    Swap begin(Actor actor, Swap draft, Consumer<Session> more) {
        String number = changes.apply(actor, action(draft.kind()), session -> {
            refuseSecond(session);
            long next = insert(session, actor, draft);
            if (!place.isEmpty()) {
                session.ownership().placeSwap(next, place);
            }
            more.accept(session);
            return new Outcome(kind(draft), draft.subject(), fromTo(draft), Long.toString(next)).with(difference(draft));
        });
        return find(Long.parseLong(number));
    }

    private long insert(Session session, Actor actor, Swap draft) {
        long next = session.swaps().nextNumber();
        try {
            session.swaps().insert(new Swap(next, draft.kind(), draft.subject(), draft.before(), draft.after(),
                Swap.State.RUNNING, "It begins.", Duration.ZERO, List.of(), actor.name(), changes.now(), Optional.empty()));
        } catch (EngineException e) {
            if (e.code() == ErrorCode.ALREADY_EXISTS) {
                // Another engine looked in the same moment, and was first.
                throw underWay("Another swap, at another engine,", e);
            }
            throw e;
        }
        return next;
    }

    /** Returns what the very same request began earlier. */
    Optional<Swap> earlier(Actor actor) {
        return changes.earlier(actor).map(number -> find(Long.parseLong(number)));
    }

    /** Throws {@code CONFLICT} while another is under way. */
    void refuseSecond() {
        store.read(session -> {
            refuseSecond(session);
            return null;
        });
    }

    private static void refuseSecond(Session session) {
        session.swaps().running().stream().findFirst().ifPresent(other -> {
            throw underWay("Swap " + other.number() + " of " + other.subject() + ", begun by " + other.actor() + " at "
                + other.startedAt() + ",", null);
        });
    }

    private static EngineException underWay(String which, EngineException cause) {
        return new EngineException(ErrorCode.CONFLICT, which + " is under way.", cause)
            .withNextStep("Wait until it has ended: 'leengine plugins history' shows it.");
    }

    /** Says how far a swap is; that it cannot be written does not keep the swap from going on. */
    void step(Swap swap, String message) {
        try {
            change(swap.number(), present -> present.at(message), session -> { });
        } catch (EngineException e) {
            LOG.log(System.Logger.Level.WARNING, "swap {0}: {1} (not written: {2})", swap.number(), message,
                e.getMessage());
        }
    }

    /**
     * Ends a swap, in one transaction with its activity and whatever belongs to it; waits for a store that is away, since
     * what happened to the bundles has happened.
     */
    void end(Swap swap, Swap.State state, String message, Taken taken, Consumer<Session> more)
            throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
        while (true) {
            try {
                write(swap, state, message, taken, more);
                return;
            } catch (EngineException e) {
                if (!e.code().retryable()) {
                    throw e;
                }
                LOG.log(System.Logger.Level.WARNING, "the end of swap {0} cannot be written yet: {1}", swap.number(),
                    e.getMessage());
                Thread.sleep(backoff.next());
            }
        }
    }

    private void write(Swap swap, Swap.State state, String message, Taken taken, Consumer<Session> more) {
        change(swap.number(), present -> present.ended(state, message, taken.gap(), taken.touched(),
            changes.now()), session -> {
            session.journal().append(new Activity(0, changes.now(), swap.actor(), action(swap.kind()) + ".end", kind(swap),
                swap.subject(), fromTo(swap) + ": " + message, "", "swap-" + swap.number(),
                state == Swap.State.DONE ? "ok" : "returned"));
            more.accept(session);
        });
    }

    private void change(long number, UnaryOperator<Swap> change, Consumer<Session> more) {
        store.write(session -> {
            Swap present = session.swaps().find(number).orElseThrow();
            if (present.state() == Swap.State.RUNNING) {
                session.swaps().update(change.apply(present));
                more.accept(session);
            }
            return null;
        });
    }

    /** Returns those an earlier engine of this data folder left in the middle, or one that is nowhere any more. */
    List<Swap> left() {
        return store.read(session -> {
            Map<Long, String> places = session.ownership().swapPlaces();
            Set<String> others = session.ownership().engines().stream().map(RunningEngine::place)
                .filter(other -> !other.equals(place)).collect(Collectors.toSet());
            return session.swaps().running().stream()
                .filter(swap -> !others.contains(places.getOrDefault(swap.number(), ""))).toList();
        });
    }

    Swap find(long number) {
        return store.read(session -> session.swaps().find(number))
            .orElseThrow(() -> EngineException.notFound("swap", Long.toString(number)));
    }

    /** Returns the last that came to its end as wanted. */
    Optional<Swap> lastDone(String subject) {
        return newest(subject, 100).stream().filter(swap -> swap.state() == Swap.State.DONE).findFirst();
    }

    /** Returns the newest. */
    List<Swap> newest(String subject, int count) {
        return store.read(session -> session.swaps().list(subject, Long.MAX_VALUE, count));
    }

    /** Returns the newest that an engine of this data folder began. */
    List<Swap> begunHere(int count) {
        return store.read(session -> {
            Map<Long, String> places = session.ownership().swapPlaces();
            return session.swaps().list("", Long.MAX_VALUE, count).stream()
                .filter(swap -> places.getOrDefault(swap.number(), place).equals(place)).toList();
        });
    }

    Page<Swap> page(String subject, Page.Request page) {
        long before = page.after().map(SwapRecords::number).orElse(Long.MAX_VALUE);
        List<Swap> some = new ArrayList<>(
            store.read(session -> session.swaps().list(subject, before, page.limit() + 1)));
        if (some.size() <= page.limit()) {
            return new Page<>(some, Optional.empty());
        }
        some.removeLast();
        return new Page<>(some, Optional.of(Long.toString(some.getLast().number())));
    }

    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw EngineException.invalid("after", "This is no cursor of this list.");
        }
    }

    private static ResourceKind kind(Swap swap) {
        return swap.kind() == Swap.Kind.PART ? ResourceKind.PART : ResourceKind.BUNDLE;
    }

    private static String action(Swap.Kind kind) {
        return switch (kind) {
            case INSTALL -> "bundle.install";
            case ROLL_BACK -> "bundle.roll-back";
            case REMOVE -> "bundle.remove";
            case PART -> "part.swap";
        };
    }

    private static Difference difference(Swap swap) {
        return Difference.of(Map.of("content", text(swap.before())), Map.of("content", text(swap.after())));
    }

    private static String fromTo(Swap swap) {
        return text(swap.before()) + " -> " + text(swap.after());
    }

    private static String text(Swap.Content content) {
        return content.version().isEmpty() ? "nothing"
            : content.version() + content.digest().map(digest -> " (" + digest.hex().substring(0, 12) + ")").orElse("");
    }
}
