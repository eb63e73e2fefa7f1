package io.leengine.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Rows in aligned columns. */
public final class Table {
    static final String GAP = "   ";
    private static final int LEAST = 8;

    private final List<List<String>> rows = new ArrayList<>();

    /** Begins a table with its head. */
    public Table(List<String> head) {
        rows.add(head);
    }

    /** Begins a table with its head. */
    public Table(String... head) {
        this(List.of(head));
    }

    /** Returns a table of those resources that are wanted. */
    public static Table of(Columns columns, JsonNode resources, Predicate<JsonNode> wanted) {
        Table table = new Table(columns.titles());
        resources.forEach(resource -> {
            if (wanted.test(resource)) {
                table.row(columns.row(resource));
            }
        });
        return table;
    }

    /** Adds a row with as many cells as the head. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Adds a row with as many cells as the head. */
    public Table row(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException("A row of " + cells.size() + " cells in a table of "
                + rows.getFirst().size() + " columns");
        }
        rows.add(cells.stream().map(Table::plain).toList());
        return this;
    }

    /** What comes from elsewhere shall not move the cursor. */
    static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.isEmpty() ? "-" : line;
    }

    /** Prints it, as wide as it is. */
    public void print(PrintWriter out) {
        print(out, Integer.MAX_VALUE, true);
    }

    /**
     * Prints it no wider than so many characters: the widest columns are cut first, and what is cut ends in an ellipsis.
     */
    void print(PrintWriter out, int most, boolean head) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        });
        fit(widths, most);
        for (List<String> row : rows.subList(head ? 0 : 1, rows.size())) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = cut(row.get(i), widths[i]);
                line.append(i == 0 ? "" : GAP).append(cell);
                if (i < columns - 1) {
                    line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length())));
                }
            }
            out.println(line);
        }
        out.flush();
    }

    private static void fit(int[] widths, int most) {
        long excess = IntStream.of(widths).asLongStream().sum() + (long) GAP.length() * (widths.length - 1) - most;
        for (; excess > 0; excess--) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= LEAST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static String cut(String cell, int width) {
        return cell.codePointCount(0, cell.length()) <= width ? cell
            : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }
}
