package io.leengine.tck.reference;

import io.leengine.model.EngineException;
import io.leengine.spi.CallContext;
import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.RangeQuery.Reduce;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.monitor.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps every sample in sorted maps. */
public final class MemoryMonitor extends MemoryPart implements Monitor {
    private static final long MOST_POINTS = 11_000;

    private final Store store;

    /** What monitors keep; it outlives them. */
    public static final class Store {
        private final Map<Key, NavigableMap<Instant, Double>> series = new HashMap<>();

        /** Makes an empty one. */
        public Store() {
            // Nothing to set.
        }
    }

    private record Key(String metric, Map<String, String> labels) {
    }

    /** Opens a monitor over what an earlier one left. */
    public MemoryMonitor(String name, Store store) {
        super(name);
        this.store = store;
    }

    @Override
    public void write(CallContext context, Collection<Sample> samples) throws InterruptedException {
        enter(context);
        synchronized (store) {
            for (Sample sample : samples) {
                store.series.computeIfAbsent(new Key(sample.metric(), sample.labels()), key -> new TreeMap<>())
                    .put(sample.at(), sample.value());
            }
        }
    }

    @Override
    public List<Series> query(CallContext context, RangeQuery query) throws InterruptedException {
        check(query);
        enter(context);
        List<Series> found = new ArrayList<>();
        synchronized (store) {
            store.series.forEach((key, samples) -> {
                if (key.metric().equals(query.metric())
                        && key.labels().entrySet().containsAll(query.labels().entrySet())) {
                    List<Series.Point> points = points(samples, query);
                    if (!points.isEmpty()) {
                        found.add(new Series(key.labels(), points));
                    }
                }
            });
        }
        return found;
    }

    private static void check(RangeQuery query) {
        if (query.step().compareTo(Duration.ofSeconds(1)) < 0) {
            throw EngineException.invalid("step", "A step is at least 1 s.");
        }
        if (!query.from().isBefore(query.to())) {
            throw EngineException.invalid("to", "The range is empty.");
        }
        long millis = Duration.between(query.from(), query.to()).toMillis();
        if (Math.ceilDiv(millis, query.step().toMillis()) > MOST_POINTS) {
            throw EngineException.invalid("step", "The range has more than 11,000 steps.");
        }
    }

    private static List<Series.Point> points(NavigableMap<Instant, Double> samples, RangeQuery query) {
        List<Series.Point> points = new ArrayList<>();
        Instant first = samples.ceilingKey(query.from());
        while (first != null && first.isBefore(query.to())) {
            long step = Duration.between(query.from(), first).dividedBy(query.step());
            Instant begin = query.from().plus(query.step().multipliedBy(step));
            Instant end = begin.plus(query.step());
            end = end.isAfter(query.to()) ? query.to() : end;
            point(samples, samples.subMap(begin, true, end, false), query.reduce())
                .ifPresent(value -> points.add(new Series.Point(begin, value)));
            first = samples.ceilingKey(end);
        }
        return points;
    }

    private static Optional<Double> point(NavigableMap<Instant, Double> all, NavigableMap<Instant, Double> within,
            Reduce reduce) {
        return switch (reduce) {
            case MEAN -> Optional.of(within.values().stream().mapToDouble(value -> value).average().orElseThrow());
            case MAX -> Optional.of(within.values().stream().mapToDouble(value -> value).max().orElseThrow());
            case LAST -> Optional.of(within.lastEntry().getValue());
            case RATE -> rate(all.lowerEntry(within.firstKey()), within);
        };
    }

    /** A counter's growth since the sample before the step, or since the first within when there is none. */
    private static Optional<Double> rate(Map.Entry<Instant, Double> before, NavigableMap<Instant, Double> within) {
        Map.Entry<Instant, Double> last = before == null ? within.firstEntry() : before;
        Instant begin = last.getKey();
        double growth = 0;
        for (Map.Entry<Instant, Double> next : within.entrySet()) {
            growth += next.getValue() < last.getValue() ? next.getValue() : next.getValue() - last.getValue();
            last = next;
        }
        long millis = Duration.between(begin, last.getKey()).toMillis();
        return millis == 0 ? Optional.empty() : Optional.of(growth * 1_000 / millis);
    }
}
