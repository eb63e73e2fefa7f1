package io.leengine.monitor.embedded;

import io.leengine.model.EngineException;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Turns the points of a series into one for each step of a query. */
final class Reduction {
    private static final long MOST_POINTS = 11_000;
    private static final Duration LEAST_STEP = Duration.ofSeconds(1);
    /** A counter's point this far before the range still tells the growth to the first in it. */
    private static final long LOOK_BACK_MILLIS = 300_000;

    private final RangeQuery query;
    private final long from;
    private final long to;
    private final long step;

    /** Checks the range. */
    Reduction(RangeQuery query) {
        this.query = query;
        if (query.step().compareTo(LEAST_STEP) < 0) {
            throw EngineException.invalid("step", "A step is at least one second.");
        }
        if (!query.from().isBefore(query.to())) {
            throw EngineException.invalid("to", "The range is empty: its end must be after its start.");
        }
        Duration length = Duration.between(query.from(), query.to());
        if (length.minusNanos(1).dividedBy(query.step()) + 1 > MOST_POINTS) {
            throw EngineException.invalid("step", "The range has more than 11,000 steps.")
                .withNextStep("Ask for a shorter range or a longer step.");
        }
        this.from = millis(query.from());
        this.to = millis(query.to());
        this.step = query.step().toMillis();
    }

    private static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            throw EngineException.invalid("from", "The time " + instant + " is out of bounds.");
        }
    }

    /** Returns the time of the earliest point that matters. */
    long earliest() {
        return query.reduce() == RangeQuery.Reduce.RATE ? from - LOOK_BACK_MILLIS : from;
    }

    long end() {
        return to;
    }

    List<Series.Point> points(Points samples) {
        List<Series.Point> points = new ArrayList<>();
        int next = 0;
        while (next < samples.size() && samples.time(next) < from) {
            next++;
        }
        while (next < samples.size() && samples.time(next) < to) {
            long number = (samples.time(next) - from) / step;
            long end = Math.min(to, from + (number + 1) * step);
            int first = next;
            while (next < samples.size() && samples.time(next) < end) {
                next++;
            }
            double value = value(samples, first, next);
            if (!Double.isNaN(value)) {
                points.add(new Series.Point(query.from().plusMillis(number * step), value));
            }
        }
        return points;
    }

    private double value(Points samples, int first, int end) {
        return switch (query.reduce()) {
            case MEAN -> mean(samples, first, end);
            case MAX -> max(samples, first, end);
            case LAST -> samples.value(end - 1);
            case RATE -> rate(samples, first, end);
        };
    }

    private static double mean(Points samples, int first, int end) {
        double sum = 0;
        for (int i = first; i < end; i++) {
            sum += samples.value(i);
        }
        return sum / (end - first);
    }

    private static double max(Points samples, int first, int end) {
        double max = samples.value(first);
        for (int i = first + 1; i < end; i++) {
            max = Math.max(max, samples.value(i));
        }
        return max;
    }

    /** The growth up to each sample of the step, over the time it took; no number when there is but one. */
    private double rate(Points samples, int first, int end) {
        boolean before = first > 0 && samples.time(first) - samples.time(first - 1) <= Math.max(step, LOOK_BACK_MILLIS);
        int start = before ? first - 1 : first;
        double growth = 0;
        for (int i = start + 1; i < end; i++) {
            double more = samples.value(i) - samples.value(i - 1);
            growth += more < 0 ? samples.value(i) : more;
        }
        long took = samples.time(end - 1) - samples.time(start);
        return took == 0 ? Double.NaN : growth * 1_000 / took;
    }
}
