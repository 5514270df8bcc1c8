package org.macrodyn.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tech.tablesaw.api.Row;
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

    private static final String DELTA = "delta_";

    /** Which of the paper's two methods. */
    public enum Method {
        /** The paper's method: the patch's increment moves the large system. */
        OURS,
        /** The paper's baseline: the patch stands for the large system. */
        NAIVE
    }

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
     * relMSE of Curie–Weiss, mean over the five initial magnetisations (paper, Table 1).
     *
     * @param side side of the small system: 8, 16, 32 or 64
     * @param method the paper's method or its baseline
     * @return relMSE
     * @throws IllegalArgumentException if the side was not published
     */
    public static double curieWeissRelMse(int side, Method method) {
        return bySideAndMethod("curie_weiss_relmse", side, method);
    }

    /**
     * relMSE of the Ising model, mean over the seven initial magnetisations (paper, Fig. 3b).
     *
     * @param side side of the small system: 8, 16, 32 or 64
     * @param method the paper's method or its baseline
     * @return relMSE
     * @throws IllegalArgumentException if the side was not published
     */
    public static double isingRelMse(int side, Method method) {
        return bySideAndMethod("ising_relmse", side, method);
    }

    /**
     * A number of the phase-transition fits.
     *
     * @param name {@code beta_over_nu}, {@code gamma_over_nu}, {@code one_over_nu}, or {@code binder_slope.L16} and so on
     * @return the published number; positive exponents
     * @throws IllegalArgumentException if there is no such number
     */
    public static double phaseTransitionFit(String name) {
        for (Row row : table("ising_phase_transition_fits")) {
            if (row.getString("name").equals(name)) {
                return row.getNumber("value");
            }
        }
        throw new IllegalArgumentException("published fit '" + name + "': see table ising_phase_transition_fits");
    }

    /**
     * The hand-tuned λ of the phase transition (the paper's code, as {@code datasets/published} records it).
     *
     * @param side L of the large system
     * @param temperature T in J/k
     * @return λ
     * @throws IllegalArgumentException if that pair was not published
     */
    public static double phaseTransitionLambda(int side, double temperature) {
        return bySideAndTemperature("ising_phase_transition_lambda", "lambda", side, temperature);
    }

    /**
     * ⟨|m|⟩, χ or U of the published learnt models (paper, Ising phase transition).
     *
     * @param observable {@code mean_abs_m}, {@code susceptibility} or {@code binder_cumulant}
     * @param side L of the large system
     * @param temperature T in J/k
     * @return the number
     * @throws IllegalArgumentException if that was not published
     */
    public static double phaseTransition(String observable, int side, double temperature) {
        return bySideAndTemperature("ising_phase_transition", observable, side, temperature);
    }

    /**
     * δ of the published SDE of 8192 atoms (paper, short-range order of NbMoTa).
     *
     * @param pair for example {@code MoTa}, species in the order Nb, Mo, Ta
     * @param temperature T in K
     * @return δ; empty where it was not published
     * @throws IllegalArgumentException if there is no such pair
     */
    public static Optional<Double> alloyOrder(String pair, double temperature) {
        Table table = pairs(pair);
        for (Row row : table) {
            if (row.getNumber("temperature") == temperature) {
                return Optional.of(row.getNumber(DELTA + pair));
            }
        }
        return Optional.empty();
    }

    /**
     * Mean and standard deviation of δ at 2000 K of the published SDEs.
     *
     * @param pair for example {@code MoTa}, species in the order Nb, Mo, Ta
     * @param atoms size of the system
     * @return mean, then standard deviation over runs; empty where it was not published
     * @throws IllegalArgumentException if there is no such pair
     */
    public static Optional<double[]> alloyEquilibrium(String pair, int atoms) {
        pairs(pair);
        for (Row row : table("alloy_equilibrium_2000K")) {
            if (row.getInt("atoms") == atoms && row.getString("pair").equals(pair)) {
                return Optional.of(new double[] {row.getNumber("mean"), row.getNumber("std")});
            }
        }
        return Optional.empty();
    }

    /** The table of pairs, which must have the one that is asked for. */
    private static Table pairs(String pair) {
        Table table = table("alloy_sro");
        List<String> names = table.columnNames().stream()
                .filter(name -> name.startsWith(DELTA))
                .map(name -> name.substring(DELTA.length()))
                .toList();
        if (!names.contains(pair)) {
            throw new IllegalArgumentException("pair " + pair + ": must be one of " + names);
        }
        return table;
    }

    private static double bySideAndMethod(String table, int side, Method method) {
        for (Row row : table(table)) {
            if (row.getInt("side") == side
                    && row.getString("method").equals(method.name().toLowerCase(Locale.ROOT))) {
                return row.getNumber("relmse");
            }
        }
        throw new IllegalArgumentException("side " + side + ": published are 8, 16, 32 and 64");
    }

    private static double bySideAndTemperature(String table, String column, int side, double temperature) {
        for (Row row : table(table)) {
            if (row.getInt("side") == side && row.getNumber("temperature") == temperature) {
                return row.getNumber(column);
            }
        }
        throw new IllegalArgumentException(
                "L = " + side + ", T = " + temperature + ": not published, see table " + table);
    }
}
