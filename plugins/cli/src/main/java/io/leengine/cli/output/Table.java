package io.leengine.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Rows in aligned columns; the last column is as wide as it likes. */
public final class Table {
    static final String GAP = "   ";

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

    /** Prints it. */
    public void print(PrintWriter out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).codePointCount(0, row.get(i).length()));
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(i == 0 ? "" : GAP).append(cell);
                if (i < columns - 1) {
                    line.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length())));
                }
            }
            out.println(line);
        }
        out.flush();
    }
}
