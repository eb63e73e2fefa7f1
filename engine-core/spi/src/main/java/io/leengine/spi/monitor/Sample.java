package io.leengine.spi.monitor;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A metric's value at a time.
 *
 * @param metric for example {@code instance_memory_bytes}; lower-case letters, digits and underscores
 * @param labels what it belongs to: {@code application}, {@code version}, {@code cell}, {@code instance}
 * @param at when
 * @param value a gauge's value, or a counter's total, which never falls but at a restart
 */
public record Sample(String metric, Map<String, String> labels, Instant at, double value) {
    /** Copies the labels. */
    public Sample {
        Objects.requireNonNull(metric, "metric");
        labels = Map.copyOf(labels);
        Objects.requireNonNull(at, "at");
    }
}
