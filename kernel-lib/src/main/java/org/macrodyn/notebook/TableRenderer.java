package org.macrodyn.notebook;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.Relation;

/** Tablesaw tables as HTML and as aligned text: numbers to the right, the first and last rows of long tables. */
final class TableRenderer {
    private static final int MAX_ROWS = 24;

    private TableRenderer() {}

    static Bundle render(Relation table) {
        List<List<String>> rows = new ArrayList<>();
        for (int row : shownRows(table.rowCount())) {
            rows.add(row < 0 ? gap(table) : cells(table, row));
        }
        return Bundle.text(text(table, rows)).html(html(table, rows));
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

    private static List<String> gap(Relation table) {
        return table.columns().stream().map(column -> "…").toList();
    }

    private static List<String> cells(Relation table, int row) {
        return table.columns().stream().map(column -> cell(column, row)).toList();
    }

    private static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        return column.get(row) instanceof Number number ? Numbers.format(number) : column.getString(row);
    }

    private static boolean rightAligned(Column<?> column) {
        return column instanceof NumericColumn;
    }

    private static String text(Relation table, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        if (hasTitle(table)) {
            text.append(table.name()).append('\n');
        }
        int[] widths = widths(table, rows);
        appendLine(text, table, table.columnNames(), widths);
        for (List<String> row : rows) {
            appendLine(text, table, row, widths);
        }
        return text.append(size(table)).toString();
    }

    private static int[] widths(Relation table, List<List<String>> rows) {
        int[] widths = table.columnNames().stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void appendLine(StringBuilder text, Relation table, List<String> cells, int[] widths) {
        int lineStart = text.length();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells.get(i).length());
            boolean right = rightAligned(table.column(i));
            text.append(i == 0 ? "" : "  ");
            text.append(right ? padding + cells.get(i) : cells.get(i) + padding);
        }
        int end = text.length();
        while (end > lineStart && text.charAt(end - 1) == ' ') {
            end--;
        }
        text.setLength(end);
        text.append('\n');
    }

    private static String html(Relation table, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<table>");
        if (hasTitle(table)) {
            html.append("<caption>").append(escape(table.name())).append("</caption>");
        }
        html.append("<thead>");
        appendRow(html, table, table.columnNames(), "th");
        html.append("</thead><tbody>");
        for (List<String> row : rows) {
            appendRow(html, table, row, "td");
        }
        html.append("</tbody></table>");
        return rows.size() < table.rowCount()
                ? html.append("<div>").append(size(table)).append("</div>").toString()
                : html.toString();
    }

    private static void appendRow(StringBuilder html, Relation table, List<String> cells, String tag) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            String align = rightAligned(table.column(i)) ? "right" : "left";
            html.append('<')
                    .append(tag)
                    .append(" style=\"text-align:")
                    .append(align)
                    .append("\">");
            html.append(escape(cells.get(i))).append("</").append(tag).append('>');
        }
        html.append("</tr>");
    }

    private static boolean hasTitle(Relation table) {
        return table.name() != null && !table.name().isBlank();
    }

    private static String size(Relation table) {
        return table.rowCount() + " rows × " + table.columnCount() + " columns";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
