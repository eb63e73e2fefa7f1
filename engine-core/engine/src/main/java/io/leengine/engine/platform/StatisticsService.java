package io.leengine.engine.platform;

import io.leengine.engine.Actor;
import io.leengine.engine.Statistics;
import io.leengine.engine.access.Access;
import io.leengine.engine.domain.OperationCount;
import io.leengine.engine.store.Store;
import io.leengine.model.EngineException;
import java.time.LocalDate;
import java.util.List;

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
            Access.listed(actor), MOST + 1));
        if (counts.size() > MOST) {
            throw EngineException.invalid("from", "These are more than " + MOST + " counts.")
                .withNextStep("Ask for fewer days at once, or for the whole range in one.");
        }
        return counts;
    }
}
