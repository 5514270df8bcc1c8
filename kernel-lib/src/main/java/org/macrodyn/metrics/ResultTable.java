package org.macrodyn.metrics;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * An experiment's final table: each quantity as we have it, as the paper printed it, and exactly where that is known.
 *
 * @param rows in the order of the table, each name once
 */
public record ResultTable(List<Row> rows) {
    private static final double SMALLEST_PLAIN = 1e-2;
    private static final double LARGEST_PLAIN = 1e5;

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if two rows have the same name
     */
    public ResultTable {
        rows = List.copyOf(rows);
        Set<String> names = new HashSet<>();
        for (Row row : rows) {
            if (!names.add(row.name())) {
                throw new IllegalArgumentException("two rows named '" + row.name() + "': names must differ");
            }
        }
    }

    /**
     * A table of some rows.
     *
     * @param rows in the order of the table
     * @return the table
     * @throws IllegalArgumentException if two rows have the same name
     */
    public static ResultTable of(Row... rows) {
        return new ResultTable(Arrays.asList(rows));
    }

    /**
     * One quantity. Built as {@code Row.of("relmse.ours.16", spread).paper(1.06e-3)}.
     *
     * @param name with dots, as in the JSON file, for example {@code relmse.ours.16}
     * @param value our number
     * @param spread standard deviation or error of ours, null if there is none
     * @param paper the published number, null if there is none
     * @param exact the exact number, null if it is not known
     */
    public record Row(
            String name, double value, @Nullable Double spread, @Nullable Double paper, @Nullable Double exact) {
        /**
         * A row of our number alone.
         *
         * @param name with dots
         * @param value our number
         * @return the row
         */
        public static Row of(String name, double value) {
            return new Row(name, value, null, null, null);
        }

        /**
         * A row of a mean over seeds and its standard deviation.
         *
         * @param name with dots
         * @param seeds our numbers
         * @return the row; without spread if there is one seed only
         */
        public static Row of(String name, Spread seeds) {
            return new Row(name, seeds.mean(), seeds.count() > 1 ? seeds.standardDeviation() : null, null, null);
        }

        /**
         * The same row with a spread.
         *
         * @param spreadOfOurs standard deviation or error of ours
         * @return a new row
         */
        public Row spread(double spreadOfOurs) {
            return new Row(name, value, spreadOfOurs, paper, exact);
        }

        /**
         * The same row with the published number.
         *
         * @param published the paper's number
         * @return a new row
         */
        public Row paper(double published) {
            return new Row(name, value, spread, published, exact);
        }

        /**
         * The same row with the published number, if there is one.
         *
         * @param published the paper's number
         * @return a new row, or this
         */
        public Row paper(Optional<Double> published) {
            return published.map(this::paper).orElse(this);
        }

        /**
         * The same row with the exact number.
         *
         * @param known the exact number
         * @return a new row
         */
        public Row exact(double known) {
            return new Row(name, value, spread, paper, known);
        }
    }

    /**
     * The table for a person: columns quantity, ours, ±, paper, exact, three significant digits; columns that are empty
     * throughout are left out.
     *
     * @return a Tablesaw table of text
     */
    public Table toTable() {
        Table table = Table.create(column("quantity", Row::name), column("ours", row -> text(row.value())));
        addIfAny(table, "±", Row::spread);
        addIfAny(table, "paper", Row::paper);
        addIfAny(table, "exact", Row::exact);
        return table;
    }

    /**
     * The table for a program: {@code {"<name>": {"value", "spread", "paper", "exact"}, …, "<context>": …}}. What is
     * absent or not finite is {@code null}.
     *
     * @param context further entries beside the rows: {@code wall_seconds}, {@code seed}, {@code versions}
     * @return JSON text
     * @throws IllegalArgumentException if a context entry has the name of a row
     */
    public String toJson(Map<String, ?> context) {
        JsonObject json = new JsonObject();
        for (Row row : rows) {
            JsonObject numbers = new JsonObject();
            numbers.add("value", number(row.value()));
            numbers.add("spread", number(row.spread()));
            numbers.add("paper", number(row.paper()));
            numbers.add("exact", number(row.exact()));
            json.add(row.name(), numbers);
        }
        context.forEach((name, value) -> {
            if (json.has(name)) {
                throw new IllegalArgumentException("context '" + name + "': a row has that name, choose another");
            }
            json.add(
                    name,
                    value instanceof Number n
                            ? number(n)
                            : new GsonBuilder().create().toJsonTree(value));
        });
        return new GsonBuilder()
                .setPrettyPrinting()
                .serializeNulls()
                .disableHtmlEscaping()
                .create()
                .toJson(json);
    }

    /** A number with three significant digits, with a power of ten where that reads better. */
    static String text(double value) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : Double.toString(value);
        } else if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private void addIfAny(Table table, String name, Function<Row, Double> number) {
        if (rows.stream().anyMatch(row -> number.apply(row) != null)) {
            table.addColumns(column(name, row -> number.apply(row) == null ? "" : text(number.apply(row))));
        }
    }

    private StringColumn column(String name, Function<Row, String> text) {
        return StringColumn.create(name, rows.stream().map(text));
    }

    private static JsonElement number(@Nullable Number value) {
        return value == null || !Double.isFinite(value.doubleValue()) ? JsonNull.INSTANCE : new JsonPrimitive(value);
    }
}
