package io.leengine.loadbalancer.nginx.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What was measured, side by side; each row is said when it is known, and all of them stand in a table at the end. */
final class Report {
    private static final String GAP = "   ";

    private final Consumer<String> progress;
    private final List<String> notes = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>(List.of(List.of("WHAT", "LEENGINE", "PEER", "RATIO", "GOAL")));

    /** @param progress takes a line for each row */
    Report(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Says what is being done. */
    void at(String what) {
        progress.accept("bench: " + what);
    }

    /** Adds a row; what there is none of is the empty text. */
    void row(String what, String ours, String peers, String ratio, String goal) {
        List<String> row = List.of(what, ours, peers, ratio, goal);
        rows.add(row.stream().map(cell -> cell.isEmpty() ? "-" : cell).toList());
        at(String.join("; ", row.stream().filter(cell -> !cell.isEmpty()).toList()));
    }

    static String ratio(double ours, double peers) {
        return String.format(Locale.ROOT, "%.3f", ours / peers);
    }

    /** Adds a line below the table. */
    void note(String text) {
        notes.add(text);
    }

    /** Returns the table and what stands below it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(table());
        lines.add("");
        lines.addAll(notes);
        return lines;
    }

    private List<String> table() {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : GAP).append(row.get(i)).repeat(' ', widths[i] - row.get(i).length());
        }
        return line.toString().stripTrailing();
    }
}
