package io.leengine.rest.view;

import io.leengine.spi.monitor.Series;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A metric over time. */
@Doc("A metric of one thing over time.")
public record SeriesView(@Doc("What it belongs to.") Map<String, String> labels,
        @Doc("In order of time.") List<PointView> points) {
    /** Returns the view. */
    public static SeriesView of(Series series) {
        return new SeriesView(new TreeMap<>(series.labels()), series.points().stream()
            .map(point -> new PointView(point.at().toEpochMilli(), point.value())).toList());
    }
}
