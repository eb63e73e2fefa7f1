package io.leengine.cli.bench;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program tells of itself in Prometheus' text format. */
final class PrometheusText {
    private static final Pattern SAMPLE =
        Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})?\\s+(\\S+)(?:\\s+-?\\d+)?\\s*");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<String> lines;

    /** @param lines of the text, in their order */
    PrometheusText(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Returns the sum of all samples of a metric that have these labels, whatever others they have; 0 without any. */
    double sum(String metric, Map<String, String> labels) {
        return lines.stream().filter(line -> line.startsWith(metric)).map(SAMPLE::matcher).filter(Matcher::matches)
            .filter(sample -> sample.group(1).equals(metric) && has(sample.group(2), labels))
            .mapToDouble(sample -> Double.parseDouble(sample.group(3))).sum();
    }

    private static boolean has(String text, Map<String, String> wanted) {
        Matcher labels = LABEL.matcher(text == null ? "" : text);
        long found = 0;
        while (labels.find()) {
            found += labels.group(2).equals(wanted.get(labels.group(1))) ? 1 : 0;
        }
        return found == wanted.size();
    }
}
