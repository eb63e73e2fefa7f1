package io.leengine.spi.monitor;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A metric of one thing over time.
 *
 * @param labels what it belongs to
 * @param points in order of time; a step without samples has none
 */
public record Series(Map<String, String> labels, List<Point> points) {
    /** Copies both. */
    public Series {
        labels = Map.copyOf(labels);
        points = List.copyOf(points);
    }

    /**
     * One value.
     *
     * @param at the step's start
     * @param value the step's value
     */
    public record Point(Instant at, double value) {
    }
}
