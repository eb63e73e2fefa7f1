package io.leengine.monitor.embedded;

import io.leengine.model.EngineException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What tells one series from another.
 *
 * @param metric its name
 * @param labels what it belongs to
 */
record SeriesKey(String metric, Map<String, String> labels) {
    private static final Pattern METRIC = Pattern.compile("[a-z_][a-z0-9_]{0,199}");
    private static final int MOST_LABELS = 32;
    private static final int MOST_TEXT = 1_024;

    SeriesKey {
        labels = Map.copyOf(labels);
    }

    /** Returns a key after checking what a caller gave. */
    static SeriesKey of(String metric, Map<String, String> labels) {
        if (!METRIC.matcher(metric).matches()) {
            throw EngineException.invalid("metric", "A metric's name is at most 200 lower-case letters, digits and "
                + "underscores, and starts with no digit.");
        }
        if (labels.size() > MOST_LABELS || labels.entrySet().stream().anyMatch(label ->
                label.getKey().length() > MOST_TEXT || label.getValue().length() > MOST_TEXT)) {
            throw EngineException.invalid("labels", "A sample has at most " + MOST_LABELS + " labels of at most "
                + MOST_TEXT + " characters.");
        }
        return new SeriesKey(metric, labels);
    }

    boolean matches(String wantedMetric, Map<String, String> wantedLabels) {
        if (!metric.equals(wantedMetric)) {
            return false;
        }
        for (Map.Entry<String, String> label : wantedLabels.entrySet()) {
            if (!label.getValue().equals(labels.get(label.getKey()))) {
                return false;
            }
        }
        return true;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        append(text, metric);
        new TreeMap<>(labels).forEach((name, value) -> {
            append(text, name);
            append(text, value);
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The length goes before each text, so a text may hold anything. */
    private static void append(StringBuilder text, String part) {
        text.append(part.length()).append(':').append(part);
    }

    static SeriesKey read(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        int[] at = {0};
        String metric = part(text, at);
        Map<String, String> labels = new TreeMap<>();
        while (at[0] < text.length()) {
            labels.put(part(text, at), part(text, at));
        }
        return new SeriesKey(metric, labels);
    }

    private static String part(String text, int[] at) {
        int colon = text.indexOf(':', at[0]);
        int end = colon + 1 + Integer.parseInt(text, at[0], colon, 10);
        at[0] = end;
        return text.substring(colon + 1, end);
    }
}
