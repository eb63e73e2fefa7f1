package io.leengine.rest.view;

import java.util.List;

/** The answer to a question for a metric. */
@Doc("One series for each combination of labels.")
public record MetricsView(List<SeriesView> series) {
}
