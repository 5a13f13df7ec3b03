package dev.twotick.benchmarks.table;

import java.util.ArrayList;
import java.util.List;

/** A table as Markdown has it, with columns as wide as needed. Used by one thread. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    /**
     * Begins a table.
     *
     * @param columns the heads
     */
    public Table(String... columns) {
        rows.add(columns.clone());
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns
     */
    public void row(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException(cells.length + " cells for " + rows.get(0).length + " columns");
        }
        rows.add(cells.clone());
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        StringBuilder text = new StringBuilder(line(rows.get(0), widths)).append('|');
        for (int width : widths) {
            text.append("-".repeat(width + 2)).append('|');
        }
        text.append('\n');
        rows.stream().skip(1).forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static String line(String[] cells, int[] widths) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < cells.length; i++) {
            text.append(' ')
                    .append(cells[i])
                    .append(" ".repeat(widths[i] - cells[i].length()))
                    .append(" |");
        }
        return text.append('\n').toString();
    }
}
