package org.macrodyn.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.metrics.Digits;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.Relation;

/** Tables as HTML and as aligned text: numbers to the right, the first and last rows of long tables. */
final class TableRenderer {
    private static final int MAX_ROWS = 24;

    private TableRenderer() {}

    static Bundle render(Relation table) {
        List<Column<?>> columns = table.columns();
        return render(new Grid(
                table.name() == null ? "" : table.name(),
                table.columnNames(),
                columns.stream().map(NumericColumn.class::isInstance).toList(),
                table.rowCount(),
                (row, column) -> cell(columns.get(column), row)));
    }

    static Bundle render(Grid grid) {
        List<List<String>> rows = new ArrayList<>();
        for (int row : shownRows(grid.count())) {
            rows.add(IntStream.range(0, grid.names().size())
                    .mapToObj(column -> row < 0 ? "…" : grid.cells().at(row, column))
                    .toList());
        }
        return Bundle.text(text(grid, rows)).html(html(grid, rows));
    }

    /** Indices of the rows to show; −1 marks the gap. */
    private static List<Integer> shownRows(int count) {
        List<Integer> shown = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            if (count > MAX_ROWS && row == MAX_ROWS / 2) {
                shown.add(-1);
                row = count - MAX_ROWS / 2;
            }
            shown.add(row);
        }
        return shown;
    }

    /** What is missing is left blank, but for NaN, which is a result: Tablesaw takes one for the other. */
    private static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return column instanceof DoubleColumn || column instanceof FloatColumn ? "NaN" : "";
        }
        return column.get(row) instanceof Number number ? Digits.of(number) : column.getString(row);
    }

    private static String text(Grid grid, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        if (!grid.title().isBlank()) {
            text.append(grid.title()).append('\n');
        }
        int[] widths = widths(grid, rows);
        appendLine(text, grid, grid.names(), widths);
        for (List<String> row : rows) {
            appendLine(text, grid, row, widths);
        }
        return text.append(size(grid)).toString();
    }

    private static int[] widths(Grid grid, List<List<String>> rows) {
        int[] widths = grid.names().stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void appendLine(StringBuilder text, Grid grid, List<String> cells, int[] widths) {
        int lineStart = text.length();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            text.append(i == 0 ? "" : "  ");
            text.append(grid.right().get(i) ? padding + cells.get(i) : cells.get(i) + padding);
        }
        int end = text.length();
        while (end > lineStart && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }

    private static String html(Grid grid, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table>");
        if (!grid.title().isBlank()) {
            html.append("<caption>").append(escape(grid.title())).append("</caption>");
        }
        html.append("<thead>");
        appendRow(html, grid, grid.names(), "th");
        html.append("</thead><tbody>");
        for (List<String> row : rows) {
            appendRow(html, grid, row, "td");
        }
        html.append("</tbody></table>");
        return rows.size() < grid.count()
                ? html.append("<div>").append(size(grid)).append("</div>").toString()
                : html.toString();
    }

    private static void appendRow(StringBuilder html, Grid grid, List<String> cells, String tag) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            String align = grid.right().get(i) ? "right" : "left";
            html.append('<')
                    .append(tag)
                    .append(" style=\"text-align:")
                    .append(align)
                    .append("\">");
            html.append(escape(cells.get(i))).append("</").append(tag).append('>');
        }
        html.append("</tr>");
    }

    private static String size(Grid grid) {
        return grid.count() + " rows × " + grid.names().size() + " columns";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
