package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.spi.monitor.Monitor;
import io.leengine.spi.monitor.RangeQuery;
import io.leengine.spi.monitor.RangeQuery.Reduce;
import io.leengine.spi.monitor.Sample;
import io.leengine.spi.monitor.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Monitor} does. It must keep samples for some hours and at least as finely as one in ten seconds,
 * and be the test's own.
 */
public abstract class MonitorConformance extends TimedSeamConformance<Monitor> {
    private static final Map<String, String> LABELS = Map.of("application", "hello", "instance", "i1");
    private static final String TRACES = "traces";
    private static final String TRACE = "trace";

    /** The monitor under test. */
    protected Monitor monitor;

    /** A full hour, two to three hours ago. */
    protected final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(2, ChronoUnit.HOURS);

    @Override
    final void under(Monitor opened) {
        monitor = opened;
    }

    @Override
    final Set<Ability> possible() {
        return Set.of(Ability.DURABLE);
    }

    @Override
    final boolean keepsTraces() {
        return has(Ability.DURABLE);
    }

    @Override
    final void leave(Monitor opened, int trace) throws InterruptedException {
        opened.write(ctx(), List.of(sample(TRACES, Map.of(TRACE, Integer.toString(trace)), 0, trace)));
    }

    @Override
    final List<Integer> traces(Monitor opened) throws InterruptedException {
        return opened.query(ctx(), asking(TRACES, Map.of(), 0, 10, 10, Reduce.LAST)).stream()
            .map(series -> Integer.valueOf(series.labels().get(TRACE))).toList();
    }

    @Override
    final List<SeamCall<Monitor>> calls() {
        return List.of(
            new SeamCall<>("write", (it, context) -> it.write(context, List.of(sample("calls", LABELS, 0, 1)))),
            new SeamCall<>("query",
                (it, context) -> it.query(context, asking("calls", Map.of(), 0, 60, 10, Reduce.MEAN))));
    }

    @Override
    final List<SeamCall<Monitor>> badCalls() {
        List<SeamCall<Monitor>> bad = new ArrayList<>();
        for (int[] range : new int[][] {{0, 0, 10}, {10, 0, 10}, {0, 10, 0}, {0, 11_001, 1}}) {
            bad.add(new SeamCall<>("query from " + range[0] + " to " + range[1] + " by " + range[2],
                (it, context) -> it.query(context, asking("m", Map.of(), range[0], range[1], range[2], Reduce.LAST))));
        }
        bad.add(new SeamCall<>("a step below 1 s", (it, context) -> it.query(context, new RangeQuery("m", Map.of(), start,
            start.plusSeconds(1), Duration.ofMillis(999), Reduce.LAST))));
        return bad;
    }

    private RangeQuery asking(String metric, Map<String, String> labels, int from, int to, int step, Reduce reduce) {
        return new RangeQuery(metric, labels, start.plusSeconds(from), start.plusSeconds(to), Duration.ofSeconds(step),
            reduce);
    }

    private Sample sample(String metric, Map<String, String> labels, int seconds, double value) {
        return new Sample(metric, labels, start.plusSeconds(seconds), value);
    }

    /** Writes values ten seconds apart. */
    private void write(String metric, Map<String, String> labels, double... values) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            samples.add(sample(metric, labels, i * 10, values[i]));
        }
        monitor.write(ctx(), samples);
    }

    private List<Series> query(String metric, Map<String, String> labels, int from, int to, int step, Reduce reduce)
            throws InterruptedException {
        return monitor.query(ctx(), asking(metric, labels, from, to, step, reduce));
    }

    /** Returns the points of the only series as seconds and value. */
    private List<String> points(String metric, int from, int to, int step, Reduce reduce) throws InterruptedException {
        List<Series> series = query(metric, Map.of(), from, to, step, reduce);
        assertEquals(1, series.size(), series.toString());
        return series.getFirst().points().stream()
            .map(point -> Duration.between(start, point.at()).toSeconds() + "=" + point.value()).toList();
    }

    @Test
    void whatWasNotWrittenIsNotThere() throws Exception {
        assertEquals(List.of(), query("nothing", Map.of(), 0, 100, 10, Reduce.LAST));
        write("m", LABELS, 1);
        assertEquals(List.of(), query("m", Map.of(), 10, 100, 10, Reduce.LAST), "not in the range");
        monitor.write(ctx(), List.of());
    }

    @Test
    void samplesBecomeOnePointAStep() throws Exception {
        write("m", LABELS, 1, 5, 3, 7, 2, 6);
        assertEquals(List.of("0=3.0", "30=5.0"), points("m", 0, 60, 30, Reduce.MEAN));
        assertEquals(List.of("0=5.0", "30=7.0"), points("m", 0, 60, 30, Reduce.MAX));
        assertEquals(List.of("0=3.0", "30=6.0"), points("m", 0, 60, 30, Reduce.LAST));
    }

    @Test
    void theRangeIncludesItsStartAndExcludesItsEnd() throws Exception {
        write("m", LABELS, 0, 1, 2, 3, 4);
        assertEquals(List.of("10=1.0", "20=2.0"), points("m", 10, 30, 10, Reduce.LAST));
        assertEquals(List.of("10=2.0", "30=3.0"), points("m", 10, 40, 20, Reduce.LAST), "the last step is cut short");
        assertEquals(List.of("5=1.0", "15=2.0"), points("m", 5, 25, 10, Reduce.LAST), "steps begin at the range");
    }

    @Test
    void aStepWithoutSamplesHasNoPoint() throws Exception {
        monitor.write(ctx(), List.of(sample("m", LABELS, 0, 1), sample("m", LABELS, 60, 2)));
        assertEquals(List.of("0=1.0", "60=2.0"), points("m", 0, 90, 10, Reduce.MEAN));
    }

    @Test
    void labelsChooseTheSeries() throws Exception {
        write("m", Map.of("application", "a", "instance", "1"), 1);
        write("m", Map.of("application", "a", "instance", "2"), 2);
        write("m", Map.of("application", "b", "instance", "1"), 3);
        write("other", Map.of("application", "a", "instance", "1"), 4);
        write("m", Map.of(), 5);
        assertEquals(Set.of(1.0, 2.0), values(Map.of("application", "a")));
        assertEquals(Set.of(1.0, 3.0), values(Map.of("instance", "1")));
        assertEquals(Set.of(3.0), values(Map.of("instance", "1", "application", "b")));
        assertEquals(Set.of(), values(Map.of("instance", "")));
        assertEquals(Set.of(1.0, 2.0, 3.0, 5.0), values(Map.of()));
        Series one = query("m", Map.of("application", "b"), 0, 10, 10, Reduce.LAST).getFirst();
        assertEquals(Map.of("application", "b", "instance", "1"), one.labels());
    }

    private Set<Double> values(Map<String, String> labels) throws InterruptedException {
        return query("m", labels, 0, 10, 10, Reduce.LAST).stream().map(series -> series.points().getFirst().value())
            .collect(Collectors.toSet());
    }

    @Test
    void labelsMayHoldAnything() throws Exception {
        Map<String, String> odd = Map.of("a", "", "b", "1:2 = \"x\", y\n\u0000", "ü", "\uD83D\uDE00");
        write("m", odd, 1);
        if (has(Ability.DURABLE)) {
            reopen();
        }
        assertEquals(odd, query("m", Map.of("ü", "\uD83D\uDE00"), 0, 10, 10, Reduce.LAST).getFirst().labels());
    }

    @Test
    void theRateIsTheGrowthASecond() throws Exception {
        write("c_total", LABELS, 100, 120, 140, 160, 180, 200);
        for (Series.Point point : query("c_total", Map.of(), 0, 60, 20, Reduce.RATE).getFirst().points()) {
            assertEquals(2.0, point.value(), 1e-9, point.toString());
        }
        assertEquals(2, query("c_total", Map.of(), 20, 60, 20, Reduce.RATE).getFirst().points().size());
    }

    @Test
    void aFallOfACounterIsARestartFromZero() throws Exception {
        write("c_total", LABELS, 1_000, 1_010, 30, 40, 5, 5);
        List<Series.Point> points = query("c_total", Map.of(), 0, 60, 60, Reduce.RATE).getFirst().points();
        assertEquals((10 + 30 + 10 + 5) / 50.0, points.getFirst().value(), 1e-9);
    }

    @Test
    void orderAndRepeatsDoNotMatter() throws Exception {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            samples.add(sample("m", LABELS, i * 10, i));
        }
        List<Sample> mixed = new ArrayList<>(samples);
        Collections.shuffle(mixed, new java.util.Random(1));
        for (Sample sample : mixed) {
            monitor.write(ctx(), List.of(sample));
        }
        monitor.write(ctx(), samples.subList(0, 30));
        List<Series.Point> points = query("m", Map.of(), 0, 600, 10, Reduce.MEAN).getFirst().points();
        for (int i = 0; i < 60; i++) {
            assertEquals(new Series.Point(start.plusSeconds(i * 10), i), points.get(i));
        }
        assertEquals(60, points.size());
    }

    @Test
    void asManyPointsAsMayBeAreGiven() throws Exception {
        write("m", LABELS, 1);
        assertEquals(1, query("m", Map.of(), 0, 11_000, 1, Reduce.LAST).size());
    }

    @Test
    void samplesOutliveAnOrderlyRestartIfDeclared() throws Exception {
        write("m", LABELS, 1, 2, 3);
        reopen();
        if (!has(Ability.DURABLE)) {
            assertEquals(List.of(), query("m", Map.of(), 0, 100, 10, Reduce.LAST), "It declares to keep nothing");
            return;
        }
        assertEquals(List.of("0=1.0", "10=2.0", "20=3.0"), points("m", 0, 100, 10, Reduce.LAST));
        monitor.write(ctx(), List.of(sample("m", LABELS, 30, 4)));
        reopen();
        assertEquals(List.of("0=1.0", "10=2.0", "20=3.0", "30=4.0"), points("m", 0, 100, 10, Reduce.LAST));
    }

    @Test
    void aQueryReachesOverHours() throws Exception {
        double[] values = new double[720];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        write("m", LABELS, values);
        List<Series.Point> points = query("m", Map.of(), 0, 7_200, 600, Reduce.MAX).getFirst().points();
        assertEquals(12, points.size());
        assertEquals(719.0, points.getLast().value());
    }

    @Test
    void fiftyThreadsWriteAndAskAtOnce() throws Exception {
        Many.at(Many.THREADS, patience(), thread -> {
            Map<String, String> labels = Map.of("instance", "i" + thread);
            for (int n = 0; n < 50; n++) {
                monitor.write(ctx(), List.of(sample("m", labels, n * 10, n)));
                List<Series> own = query("m", labels, 0, 500, 10, Reduce.LAST);
                assertEquals(n + 1, own.getFirst().points().size(), "one reads what one wrote");
            }
            return null;
        });
        assertEquals(50, query("m", Map.of(), 0, 500, 500, Reduce.LAST).size());
    }

    @Test
    void anInterruptHarmsNobody() throws Exception {
        reopen();
        write("m", LABELS, 1);
        for (int i = 0; i < 20; i++) {
            Thread.currentThread().interrupt();
            try {
                monitor.write(ctx(), List.of(sample("m", LABELS, 10, 2)));
                query("m", Map.of(), 0, 20, 10, Reduce.LAST);
            } catch (InterruptedException e) {
                assertTrue(i >= 0, "either way is right");
            }
            Thread.interrupted();
        }
        write("m", LABELS, 1, 2);
        assertEquals(List.of("0=1.0", "10=2.0"), points("m", 0, 20, 10, Reduce.LAST));
    }
}
