package dev.twotick.cli.view;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns. Used by one thread. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final Ink ink;

    /**
     * Begins a table.
     *
     * @param ink paints the heading
     * @param heading the columns' names
     */
    public TextTable(Ink ink, String... heading) {
        this.ink = ink;
        rows.add(List.of(heading));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are columns; harmless text without colours
     * @return this
     */
    public TextTable row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /**
     * The table.
     *
     * @return its lines, without blanks at their ends
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(i == 0 ? "" : GAP).append(row.get(i)).append(" ".repeat(width(i) - width(row.get(i))));
            }
            lines.add(
                    lines.isEmpty()
                            ? ink.strong(line.toString().stripTrailing())
                            : line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
