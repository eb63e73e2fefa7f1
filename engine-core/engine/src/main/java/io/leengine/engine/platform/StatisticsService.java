package io.leengine.engine.platform;

import io.leengine.engine.Actor;
import io.leengine.engine.Statistics;
import io.leengine.engine.access.Access;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.domain.ResourceKind;
import io.leengine.engine.store.Store;
import io.leengine.engine.store.Viewer;
import io.leengine.model.EngineException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Statistics over the store. */
public final class StatisticsService implements Statistics {
    private static final int MOST = 100_000;

    private final Store store;

    /** Over a store. */
    public StatisticsService(Store store) {
        this.store = store;
    }

    @Override
    public List<OperationCount> counts(Actor actor, LocalDate from, LocalDate to, boolean daily, OperationCount.By by) {
        actor.required();
        if (to.isBefore(from)) {
            throw EngineException.invalid("from", "'from' must not be after 'to'.");
        }
        List<OperationCount> counts = store.read(session -> session.statistics().counts(from, to, daily, by,
            seen(actor), MOST + 1));
        if (counts.size() > MOST) {
            throw EngineException.invalid("from", "These are more than " + MOST + " counts.")
                .withNextStep("Ask for fewer days at once, or for the whole range in one.");
        }
        return counts;
    }

    /** Returns whose part of the counts an actor sees; empty for all. */
    private static Optional<String> seen(Actor actor) {
        Viewer viewer = Access.viewer(actor, ResourceKind.APPLICATION);
        return viewer.all() ? Optional.empty() : Optional.of(viewer.user());
    }
}
