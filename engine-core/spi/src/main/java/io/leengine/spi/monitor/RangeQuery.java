package io.leengine.spi.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Asks for a metric over a time.
 *
 * @param metric its name
 * @param labels what a series' labels must hold; a series may have more
 * @param from first step, included
 * @param to end, excluded
 * @param step width of a step, at least 1 s
 * @param reduce how the samples within a step become one point
 */
public record RangeQuery(String metric, Map<String, String> labels, Instant from, Instant to, Duration step,
        Reduce reduce) {
    /** How samples become a point. */
    public enum Reduce {
        /** Their mean. */
        MEAN,
        /** The greatest. */
        MAX,
        /** The last. */
        LAST,
        /** A counter's growth a second, a fall counting as a restart from zero. */
        RATE
    }

    /** Copies the labels. */
    public RangeQuery {
        Objects.requireNonNull(metric, "metric");
        labels = Map.copyOf(labels);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(reduce, "reduce");
    }
}
