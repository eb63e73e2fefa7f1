package io.leengine.engine.store;

import io.leengine.engine.domain.CountedOperation;
import io.leengine.engine.domain.OperationCount;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** How often things were done, a row a day. */
@ProviderType
public interface StatisticsRows {
    /**
     * Counts one more.
     *
     * @param cells where it was done; it also counts in each of them
     */
    default void count(LocalDate day, CountedOperation operation, Doer doer, Optional<Target> application,
            Collection<String> cells) {
        count(day, operation, doer, new About(application, Optional.empty()), cells, 1);
    }

    /** As above, also by image, and several at once. */
    void count(LocalDate day, CountedOperation operation, Doer doer, About about, Collection<String> cells, long amount);

    /**
     * Returns counts by day and name.
     *
     * @param from the first day
     * @param to the last day
     * @param daily whether days are told apart; else every count has the first day
     * @param user if given, only what this user did and what was done to applications and images it is a member of, Reporters
     *     and up
     * @param limit most rows
     */
    List<OperationCount> counts(LocalDate from, LocalDate to, boolean daily, OperationCount.By by,
        Optional<String> user, int limit);

    /** Removes counts of days before one. */
    void deleteBefore(LocalDate day);

    /**
     * Who did it.
     *
     * @param id the user's id; empty for who is none
     * @param name as it was then
     */
    record Doer(String id, String name) {
    }

    /**
     * What it was done to.
     *
     * @param application which application, or for which
     * @param image which image
     */
    record About(Optional<Target> application, Optional<Target> image) {
    }

    /**
     * To which application or image it was done.
     *
     * @param id its id
     * @param name its name
     */
    record Target(String id, String name) {
    }
}
