package io.leengine.engine;

import io.leengine.engine.domain.OperationCount;
import java.time.LocalDate;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** How often things are done on the platform. */
@ProviderType
public interface Statistics {
    /**
     * Returns counts by day and name: to administrators of everything, to others of what they did themselves and of what
     * was done to applications they are Reporters or more of.
     *
     * @param from the first day, in UTC
     * @param to the last day
     * @param daily whether days are told apart; else every count has the first day
     * @throws io.leengine.model.EngineException {@code INVALID} for a range that is not one, or that holds more than can
     *     be answered at once
     */
    List<OperationCount> counts(Actor actor, LocalDate from, LocalDate to, boolean daily, OperationCount.By by);
}
