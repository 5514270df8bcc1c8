package org.macrodyn.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The paper's published numbers (arXiv 2511.12842), to stand beside ours. The files and the origin of each number are in
 * {@code datasets/README.md}.
 */
public final class Published {
    private static final Set<String> TABLES = new TreeSet<>(Set.of(
            "curie_weiss_relmse",
            "curie_weiss_relmse_per_magnetisation",
            "curie_weiss_curves_side16",
            "curie_weiss_equilibrium",
            "ising_relmse",
            "ising_phase_transition",
            "ising_phase_transition_scaling",
            "ising_phase_transition_fits",
            "ising_phase_transition_lambda",
            "alloy_sro",
            "alloy_equilibrium_2000K",
            "alloy_curves_2000K"));

    private Published() {}

    /**
     * A whole table.
     *
     * @param name of the file in {@code datasets/published}, without ending
     * @return a new Tablesaw table with typed columns
     * @throws IllegalArgumentException if there is no such table
     */
    public static Table table(String name) {
        if (!TABLES.contains(name)) {
            throw new IllegalArgumentException("published table '" + name + "': must be one of " + TABLES);
        }
        try (InputStream in = Published.class.getResourceAsStream("published/" + name + ".csv")) {
            InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            return Table.read()
                    .usingOptions(CsvReadOptions.builder(reader).tableName(name).build());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * One number of a table: {@code Published.number("ising_relmse", "relmse", Map.of("side", 16, "method", "ours"))}.
     *
     * @param table as for {@link #table}
     * @param column the number's
     * @param where what must stand in other columns of its row
     * @return the first row's number; empty where none was published
     * @throws IllegalArgumentException if there is no such table, or it has no such column
     */
    public static Optional<Double> number(String table, String column, Map<String, ?> where) {
        Table rows = table(table);
        Set<String> asked = new TreeSet<>(where.keySet());
        asked.add(column);
        if (!rows.columnNames().containsAll(asked)) {
            throw new IllegalArgumentException(
                    "published table '" + table + "' by " + asked + ": its columns are " + rows.columnNames());
        }
        return rows.stream()
                .filter(row -> where.entrySet().stream()
                        .allMatch(wanted -> same(row.getObject(wanted.getKey()), wanted.getValue())))
                .map(row -> row.getNumber(column))
                .findFirst();
    }

    private static boolean same(Object found, Object wanted) {
        return (found instanceof Number a && wanted instanceof Number b)
                ? a.doubleValue() == b.doubleValue()
                : found.equals(wanted);
    }
}
